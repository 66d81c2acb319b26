"""Report settings of Sphinx and ABlog that have no effect, load from other sites, or name no file.

Warnings: ``settings.no_effect``, ``.third_party``, ``.missing_file``; ``.macro``, a macro that is
wrong; ``.contrast``, a colour that is hard to read; each at its line in conf.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.addresses.hosting import is_remote
from blink.formulas.macros import SETTINGS as MACROS
from blink.formulas.macros import read_macros
from blink.identity.fonts import unreadable
from blink.identity.look import hard_to_read
from blink.settings.conf_lines import line_of
from blink.settings.nested import strings
from blink.settings.patches import names_in_conf_py
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_SEARCH = "Blink's search finds the words of every language; delete it"
_DISQUS = "Disqus loads scripts of other sites; for comments, set blink_giscus, and delete this"
_ICONS = "icons are drawn in the page, without a font; delete it"

#: Setting → why it has no effect, and what to do
NO_EFFECT = {
    "html_search_language": _SEARCH,
    "html_search_options": _SEARCH,
    "html_search_scorer": _SEARCH,
    "html_show_search_summary": "search results always show the words that were found; delete it",
    "html_last_updated_use_utc": "dates are in the time zone of blink_timezone; delete it",
    "disqus_shortname": _DISQUS,
    "disqus_pages": _DISQUS,
    "disqus_drafts": _DISQUS,
    "fontawesome_included": _ICONS,
    "fontawesome_link_cdn": _ICONS,
    "fontawesome_css_file": _ICONS,
}
_MATHJAX = (
    "mathjax_path", "mathjax_options", "mathjax_inline", "mathjax_display", "mathjax_config_path",
)  # fmt: skip
#: Settings with a file, or a list of files, that every page loads
_LOADED = ("html_favicon", "html_logo", "html_css_files", "html_js_files", "html_style")
#: Settings with a file or a list of folders to copy, which Sphinx would report without the line
_COPIED = ("html_favicon", "html_logo", "html_static_path", "html_extra_path")
#: Options of the setting `html_theme_options["logo"]` that name an image
LOGO_IMAGES = ("image_light", "image_dark")


def logo_images(options: Mapping[str, Any]) -> list[str]:
    """Return the images of the ``logo`` in the *options* of the theme."""
    logo = options.get("logo")
    values = (logo.get(name) for name in LOGO_IMAGES) if isinstance(logo, dict) else ()
    return [value for value in values if isinstance(value, str) and value]


# -- Sphinx ------------------------------------------------------------------


def _without_effect(config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield setting, kind of warning and message for each setting without effect."""
    for name, reason in NO_EFFECT.items():
        option = config.values.get(name)
        if option and config[name] not in (option.default, False, None, "", {}):
            yield name, "no_effect", f"{name} has no effect: {reason}"
    if not config.html_show_search_summary:
        name = "html_show_search_summary"
        yield name, "no_effect", f"{name} has no effect: {NO_EFFECT[name]}"


def loaded_files(config: Config) -> list[tuple[str, str]]:
    """Return setting and file for each file that a setting of Sphinx has every page load."""
    loaded = [(name, value) for name in _LOADED for value in strings(config[name])]
    if config.html_math_renderer == "mathjax":
        loaded += [("html_math_renderer", value) for value in strings(config.mathjax_path)]
    return loaded


def _elsewhere(config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield likewise the settings that have every page load a file from another site."""
    for name, address in loaded_files(config):
        if is_remote(address):
            reason = f"{name}: {address} would be loaded from another site, which then learns of"
            fix = "put a copy of the file in _static, and name that"
            if name == "html_math_renderer":
                copy = "put MathJax in _static and write mathjax_path = 'mathjax/tex-mml-chtml.js'"
                fix = f"delete the setting, and formulas need no script, or {copy}"
            yield name, "third_party", f"{reason} each reader; {fix}"


def _of_myst(config: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the key and value that MyST adds to a *config* of MathJax in the last build."""
    options = config.get("options")
    own = isinstance(options, dict) and options.keys() == {"processHtmlClass"}
    return ("options", options) if own else ("", None)


def _of_mathjax(config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield likewise the settings of MathJax without effect, and macros that are wrong."""
    for name, message in read_macros(config)[1]:
        yield name, "macro", message
    if config.html_math_renderer == "mathjax":
        return
    how = "or write html_math_renderer = 'mathjax'"
    for name, (group, key) in MACROS.items():
        value = getattr(config, name, None)
        if not isinstance(value, dict) or (name == "mathjax2_config" and config.mathjax_config):
            continue
        inner = value.get(group)
        names = [k for k in value if k != group and (k, value[k]) != _of_myst(value)]
        names += [f"{group}.{k}" for k in inner if k != key] if isinstance(inner, dict) else []
        if names:
            reason = "have no effect, because formulas are MathML, without MathJax; delete them"
            yield name, "no_effect", f"{name}: the keys {', '.join(names)} {reason}, {how}"
    for name in _MATHJAX:
        if name in config.values and config[name] != config.values[name].default:
            reason = "has no effect, because formulas are MathML, without MathJax; delete it"
            yield name, "no_effect", f"{name} {reason}, {how}"


def _missing(app: Sphinx, config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield likewise the settings that name a file or folder that does not exist, and unset it."""
    for name in _COPIED:
        values = config[name] or ()
        paths = [values] if isinstance(values, str) else list(values)
        lost = [
            path
            for path in paths
            if not is_remote(str(path)) and not Path(app.confdir, path).exists()
        ]
        for path in lost:
            yield name, "missing_file", f"{name}: there is no {path!r} beside conf.py; correct it"
        if lost:  # so that Sphinx does not report it as well
            left = [path for path in paths if path not in lost]
            config[name] = None if isinstance(values, str) else left


def _unreadable_fonts(app: Sphinx, config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield likewise the files of fonts that are not there, or are no fonts."""
    for name in ("blink_font", "blink_code_font"):
        for file, reason in unreadable(config[name], Path(app.confdir)):
            fix = "write the path of a font, relative to conf.py"
            yield name, "missing_file", f"{name}: cannot read the font {file!r}: {reason}; {fix}"


def _hard_to_read(config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield likewise the accents whose contrast is too low."""
    for name, message in hard_to_read(config):
        yield name, "contrast", message


def report(app: Sphinx, config: Config) -> None:
    """Warn of each such setting at its line."""
    conf, given = Path(app.confdir, "conf.py"), names_in_conf_py(config)
    for name, kind, message in (
        *_without_effect(config), *_elsewhere(config), *_of_mathjax(config),
        *_missing(app, config), *_hard_to_read(config),
        *_unreadable_fonts(app, config),
    ):  # fmt: skip
        if kind == "no_effect" and name not in given:
            continue  # an extension sets it, as nbsphinx sets those of MathJax
        place = f"{conf}:{line_of(conf, name) or 1}"
        logger.warning("%s", message, location=place, type="settings", subtype=kind)


def report_added(app: Sphinx) -> None:
    """Warn likewise of files of other sites that conf.py or an extension adds to every page."""
    conf = Path(app.confdir, "conf.py")
    lines = conf.read_text(encoding="utf-8").splitlines() if conf.is_file() else []
    added: dict[str, list[Any]] = {
        "add_css_file": app.registry.css_files,
        "add_js_file": app.registry.js_files,
    }
    for function, files in added.items():
        for address in dict.fromkeys(str(name) for name, _ in files if is_remote(str(name))):
            line = next((n for n, text in enumerate(lines, 1) if address in text), 0)
            by, fix = "conf.py", "put a copy of the file in _static, and name that"
            if not line:
                line, by = line_of(conf, "extensions") or 1, "an extension"
                fix = "name a copy of the file in a setting of the extension, or remove it"
            logger.warning(
                "`%s` of %s: %s would be loaded from another site, which then learns of each"
                " reader; %s", function, by, address, fix,
                location=f"{conf}:{line}", type="settings", subtype="third_party",
            )  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", report_added, priority=Stage.BUILDER)
    app.connect("config-inited", report, priority=Stage.PAGE_SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
