"""Check the options of the theme, and give them to its templates.

What comes in is conf.py; what goes out are values of the types that `blink.settings.theme_options`
declares, also of the options that conf.py does not have. This is so in the theme `blink`, and in
those that inherit it. The options of other themes are not touched.

Warnings: ``theme.option``, an option or a component that is unknown, wrong or does not work.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.addresses.hosting import is_remote
from blink.settings.conf_lines import line_of
from blink.settings.theme import uses_blink
from blink.settings.theme_options.checks import has_sources
from blink.settings.theme_options.model import OptionMistake, file_of
from blink.settings.theme_options.reader import OptionReader, nearest
from blink.settings.theme_options.regions import COMPONENTS
from blink.stages import Stage
from blink.theme.patches import shorten_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_FAILS = {component.name: component.fails for component in COMPONENTS}


class ComponentFiles:
    """The templates that regions can have.

    Without folders, as with a bridge to another language of templates, any name may be right.
    """

    def __init__(self, folders: Iterable[str | Path]) -> None:
        self._folders = [Path(folder) for folder in folders]

    def problem(self, name: str) -> str:
        """Return why the component *name* cannot be shown, and what to write; ``""`` if it can."""
        if fails := _FAILS.get(name.removesuffix(".html")):
            return f"{name!r} does not work in the theme `blink`: {fails}"
        file = file_of(name)
        if not self._folders or any((folder / file).is_file() for folder in self._folders):
            return ""
        if near := [*nearest(name, self._names())]:
            return f"there is no component {name!r}; did you mean {' or '.join(map(repr, near))}?"
        return f"there is no component {name!r}; add `{file}` to `_templates`, or correct the name"

    def _names(self) -> Iterator[str]:
        """Yield the names of all components, and of the author's templates."""
        yield from (component.name for component in COMPONENTS if not component.fails)
        for folder in self._folders:
            for path in (*folder.glob("*.html"), *folder.glob("ablog/*.html")):
                yield path.relative_to(folder).as_posix().removesuffix(".html")


def file_mistakes(options: Mapping[str, Any], folder: Path) -> Iterator[OptionMistake]:
    """Yield what is wrong with the files that *options* name; *folder* has the sources."""
    keys = ("html_theme_options", "logo")
    for kind in ("image_light", "image_dark"):
        if (path := options["logo"].get(kind)) and not (folder / path).is_file():
            reason = f"html_theme_options['logo'][{kind!r}]: there is no file {path!r}"
            yield OptionMistake(f"{reason}; write a path relative to conf.py", (*keys, kind))
    url = options["switcher"].get("json_url", "")
    path = folder / url.lstrip("/")
    if not options["check_switcher"] or not url or is_remote(url) or not path.is_file():
        return
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        right = all({"version", "url"} <= entry.keys() for entry in entries)
    except (OSError, ValueError, TypeError, AttributeError):
        right = False
    if not right:
        form = '[{"version": "2.1", "url": "https://example.org/2.1/"}]'
        reason = f"html_theme_options['switcher']: {url} is not a list of versions, such as {form}"
        yield OptionMistake(reason, ("html_theme_options", "switcher", "json_url"))


# -- Sphinx ------------------------------------------------------------------


class ThemeOptions:
    """The options of one build, from when the builder is made until its templates are known.

    Meanwhile the handler of the PyData theme finds no options: it would add the scripts of
    ``analytics``, request the file of ``switcher``, and change the lists of conf.py.
    """

    _is_used = False

    def hold(self, app: Sphinx) -> None:
        """Take the options from the builder."""
        self._is_used = uses_blink(app)
        if self._is_used:
            app.builder.theme_options = {"shorten_urls": False}  # type: ignore[attr-defined]

    def give(self, app: Sphinx) -> None:
        """Check the options, report mistakes, and give the builder the values of all options."""
        if not self._is_used:
            return
        builder: Any = app.builder
        loaders = getattr(builder.templates, "loaders", ())
        folders = [folder for loader in loaders for folder in getattr(loader, "searchpath", ())]
        names = ("html_theme_options", "html_context", "html_sidebars", "html_baseurl")
        files = ComponentFiles(folders)
        reader = OptionReader({name: app.config[name] for name in names}, files.problem)
        options = reader.options(builder.theme.get_options())
        app.config.html_context = reader.context()
        options["use_edit_page_button"] &= has_sources(app.config.html_context)
        app.config.html_sidebars = reader.sidebars()
        missing = [*file_mistakes(options, Path(app.srcdir))]
        wrong = {mistake.keys[-1] for mistake in missing}
        options["logo"] = {key: text for key, text in options["logo"].items() if key not in wrong}
        builder.theme_options = options
        if options["shorten_urls"]:
            shorten_links(app)
        self._report([*reader.mistakes, *missing], app, is_strict=options["surface_warnings"])

    def _report(self, mistakes: Iterable[OptionMistake], app: Sphinx, *, is_strict: bool) -> None:
        log = logger.warning if is_strict else logger.info
        conf = Path(app.confdir) / "conf.py"
        found = [
            (line_of(conf, str(setting), *keys), message) for message, (setting, *keys) in mistakes
        ]
        for line, message in sorted(found):
            place = f"{conf}:{line}" if line else str(conf)
            log("%s", message, location=place, type="theme", subtype="option")


def setup(app: Sphinx) -> ExtensionMetadata:
    options = ThemeOptions()
    app.connect("builder-inited", options.hold, priority=Stage.HELD_OPTIONS)
    app.connect("builder-inited", options.give, priority=Stage.THEME_OPTIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
