"""Round values by what is known of them, and write them with units and signs."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import floor, isfinite, log10

#: The digits of a spread that are shown
_DIGITS = 2
#: The most digits before or after the decimal point; others have a power of ten
MAX_DIGITS = 12
#: In it, any float can be rounded to any of its decimal places
_EXACT = Context(prec=700)


def places_of(spread: float) -> int:
    """Return the decimal places of a spread of two significant digits; negative for tens.

    >>> places_of(0.4113), places_of(1.98), places_of(123.0), places_of(0.0996)
    (2, 1, -1, 2)
    """
    if not spread or not isfinite(spread):
        return 0
    places = _DIGITS - 1 - floor(log10(abs(spread)))
    rounded = Decimal(repr(spread)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return places - (rounded.adjusted() > floor(log10(abs(spread))))


def fixed(number: float, places: int) -> str:
    """Return *number* with so many decimal *places*, with a minus sign if it is negative.

    >>> fixed(97.3, 2), fixed(-0.004, 2), fixed(1234.5, -1)
    ('97.30', '0.00', '1230')
    """
    unit = Decimal(1).scaleb(-places)
    exact = Decimal(repr(number)).quantize(unit, ROUND_HALF_EVEN, _EXACT)
    if not exact:
        exact = exact.copy_abs()
    if abs(exact.adjusted()) >= MAX_DIGITS:
        return f"{exact:.2e}".replace("-", "−")
    text = f"{exact:f}" if places > 0 else f"{int(exact)}"
    return text.replace("-", "−")


def measured(mean: float, spread: float | None, digits: int | None = None) -> str:
    """Return a value with its spread, as ``97.30 ± 0.41``.

    :param digits: the decimal places that the logbook declares; else, and where they would not
        show the spread, the two significant digits of the spread decide
    """
    if spread is None or not spread:
        places = significant(mean) if digits is None else digits
        value = fixed(mean, places)
        return value if spread is None else f"{value} ± {fixed(0, places)}"
    places = places_of(spread)
    if digits is not None and abs(spread) >= 10.0**-digits / 2:
        places = digits
    return f"{fixed(mean, places)} ± {fixed(spread, places)}"


def significant(number: float, digits: int = 4) -> int:
    """Return the decimal places that show so many significant *digits* of *number* at least.

    >>> significant(0.17442824944361893), significant(4810.0), significant(1.5)
    (4, 0, 1)
    """
    if not number or not isfinite(number) or number == int(number):
        return 0
    places = max(0, digits - 1 - floor(log10(abs(number))))
    short = -Decimal(repr(number)).normalize().as_tuple().exponent  # type: ignore[operator]
    return min(places, max(0, short))


def with_sign(number: float, places: int) -> str:
    """Return *number* with its sign: ``+1.04``, ``−0.67``, ``±0.00``."""
    text = fixed(number, places)
    if text.startswith("−"):
        return text
    return f"+{text}" if any(digit in "123456789" for digit in text) else f"±{text}"
