"""Write numbers as pages show them: rounded, and with their signs."""

from __future__ import annotations

from decimal import Decimal

#: A number with more digits is rounded, to so many significant ones
_MOST_DIGITS, _SHOWN_DIGITS = 9, 4
#: The most digits before or after the decimal point
_MAX_DIGITS = 12


def rounded(number: Decimal) -> Decimal:
    """Return a number of many digits, which a program wrote, with a few.

    Digits before the decimal point stay.

    >>> rounded(Decimal("0.17442824944361893")), rounded(Decimal("97.30"))
    (Decimal('0.1744'), Decimal('97.30'))
    """
    if len(number.as_tuple().digits) <= _MOST_DIGITS or number == number.to_integral_value():
        return number
    places = max(0, _SHOWN_DIGITS - 1 - number.adjusted())
    return number.quantize(Decimal(1).scaleb(-places))


def signed(number: Decimal) -> str:
    """Return *number* with its sign, in scientific notation if it has too many digits.

    >>> signed(Decimal("-1.50")), signed(Decimal("2")), signed(Decimal("0.0"))
    ('−1.50', '+2', '±0.0')
    """
    sign = "±" if not number else "+" if number > 0 else "−"
    size = number.copy_abs()
    is_short = not number or -_MAX_DIGITS < size.adjusted() < _MAX_DIGITS
    return sign + (f"{size:f}" if is_short else f"{size:.2e}".replace("-", "−"))
