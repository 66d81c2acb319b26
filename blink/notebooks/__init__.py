"""The former name of `blink.source.notebook_parser`, for the extensions of a conf.py."""

from blink.source.notebook_parser import setup

__all__ = ["setup"]
