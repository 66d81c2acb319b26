"""The former name of `blink.builder.templates`, for the ``template_bridge`` of a conf.py."""

from blink.builder.templates import Templates

__all__ = ["Templates"]
