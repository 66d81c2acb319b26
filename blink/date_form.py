"""Write a date as readers see it: by ``post_date_format``, or as the blog's language writes dates.

Names of months and days are in the blog's language, never in that of the machine.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale, UnknownLocaleError
from babel import dates as babel
from sphinx.util.i18n import format_date

if TYPE_CHECKING:
    from sphinx.config import Config

#: The defaults of ``post_date_format`` and ``post_date_format_short``; the space at the end tells
#: them from the same form in conf.py
LONG, SHORT = "%d %B %Y ", "%d %B "

#: What ``strftime`` writes in the language of the machine
_NAMES = re.compile(r"%%|%[aAbBcpxX]")


@cache
def locale_of(language: str) -> Locale:
    """Return the locale of Sphinx's *language*; English if Babel does not know it."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@cache
def _locale_of_dates(language: str) -> Locale:
    """Return the locale of Sphinx's *language*, of which English has the day first.

    Babel has the month first in English, as in the United States; ``en_US`` still has.
    """
    locale = locale_of(language)
    return locale if str(locale) != "en" else Locale("en", "GB")


def _first(text: str, date: datetime, locale: Locale) -> str:
    """Return *text* with the first of a month as in French, which Babel's data do not have."""
    return f"1er{text[1:]}" if locale.language == "fr" and date.day == 1 else text


class DateForm(NamedTuple):
    """The form of dates in a blog."""

    #: as in ``strftime``; `LONG` and `SHORT` stand for what is usual in the language
    form: str
    #: Sphinx's ``language``
    language: str = "en"

    def shown(self, date: datetime) -> str:
        """Return *date* in this form.

        >>> from datetime import datetime
        >>> date = datetime(2026, 1, 31)
        >>> DateForm(LONG).shown(date), DateForm(LONG, "fr").shown(date)
        ('31 January 2026', '31 janvier 2026')
        >>> DateForm("%d. %b %Y", "de").shown(date), DateForm("%Y-%m-%d", "zh_CN").shown(date)
        ('31. Jan. 2026', '2026-01-31')
        """
        dates, locale = _locale_of_dates(self.language), locale_of(self.language)
        if self.form == LONG:
            return _first(babel.format_date(date, "long", dates), date, locale)
        if self.form == SHORT:
            return _first(babel.format_skeleton("MMMMd", date, locale=dates), date, locale)

        def in_language(match: re.Match[str]) -> str:
            code = match[0]
            if code == "%%":
                return code
            return format_date(code, date=date.replace(tzinfo=None), language=str(locale)).replace(
                "%", "%%"
            )

        return date.strftime(_NAMES.sub(in_language, self.form))


def date_form(config: Config) -> DateForm:
    """Return the form of dates in the blog of *config*."""
    return DateForm(config.post_date_format, config.language)


def short_date_form(config: Config) -> DateForm:
    """Return the form of dates in lists of posts: ABlog's sidebars and ``postlist``."""
    return DateForm(config.post_date_format_short, config.language)


class ShownDate(datetime):
    """A date that ABlog writes in the language of the blog.

    Seen in ABlog 0.11.13: it writes dates by ``strftime``, in the language of the machine.
    """

    language = "en"

    def strftime(self, form: str) -> str:
        return DateForm(form, self.language).shown(datetime.combine(self.date(), self.timetz()))


def shown_date(date: datetime, config: Config) -> ShownDate:
    """Return *date* with the blog's language."""
    shown = ShownDate.fromtimestamp(date.timestamp(), date.tzinfo)
    shown.language = config.language
    return shown
