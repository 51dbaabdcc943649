"""Numbers and days as they come from outside: typed, imported, sent by a program."""

import math
import re

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from ...arithmetic.progress import LARGEST_VALUE

#: what stands between groups of digits besides what a language has for it
_SPACES = " \u00a0\u2009\u202f'\u2019"
#: what people write behind a number instead of zeros
_SIZES = {"k": 1e3, "K": 1e3, "M": 1e6}
_CURRENCIES = "$€£¥₫₹"


def as_number(env, value, what, units=()):
    """Return a value as a float.

    A text is read in the language of whoever typed it: "1.234,5" in German is what
    "1,234.5" is in English. "45 %", "12k" and a number with its unit are numbers.
    Said before the database has to say it, in words that tell what is wrong.

    :param what: name of what the value belongs to, for the sentence
    :param units: units that may stand before or behind it
    :raise ValidationError: if it is no number or too large to be counted with
    """
    number = _typed(env, value, units) if isinstance(value, str) else _given(value)
    if math.isnan(number):
        raise ValidationError(
            env._(
                "%(what)s: %(value)s is not a number.",
                what=what,
                value=short_text(value),
            )
        )
    if abs(number) > LARGEST_VALUE:
        raise ValidationError(
            env._(
                "%(what)s: this number is too large. Numbers go up to a million "
                "billion (15 zeros); choose a larger unit, such as thousands.",
                what=what,
            )
        )
    return number


def _given(value):
    """Return what a program sent as a float, NaN where it is none."""
    try:
        number = float(value)
    except OverflowError:
        # Of the integers some are larger than any float
        return LARGEST_VALUE * 2
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def _typed(env, text, units):
    """Return what somebody typed as a float, NaN where it is no number."""
    lang = env["res.lang"]._get_data(code=env.lang or env.user.lang or "en_US")
    point = lang.decimal_point or "."
    groups = lang.thousands_sep or ("," if point == "." else ".")
    text = text.strip().replace("\u2212", "-")
    sign = -1.0 if text.startswith("-") else 1.0
    text = text[1:] if text[:1] in ("-", "+") else text
    digits, size = _without_unit(text, units)
    for separators, decimal in ((groups, point), (",", "."), (".", ",")):
        number = _read(digits, separators, decimal, decimal != point)
        if number is not None:
            return sign * size * number
    if re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d{1,3}", digits):
        return _given(sign * size * float(digits))
    return math.nan


def _without_unit(text, units):
    """Return the digits of what somebody typed, and what they are multiplied by."""
    units = sorted({unit.casefold() for unit in units if unit}, key=len, reverse=True)
    for unit in (*units, "%", *_CURRENCIES):
        folded = text.casefold()
        if folded.endswith(unit):
            text = text[: len(text) - len(unit)].rstrip(_SPACES)
            break
        if folded.startswith(unit):
            text = text[len(unit) :].lstrip(_SPACES)
            break
    size = _SIZES.get(text[-1:], 1.0)
    return (text[:-1].rstrip(_SPACES) if size != 1.0 else text), size


def _read(digits, separators, decimal, is_foreign):
    """Return a number that is written in one way, None where it is written otherwise.

    :param is_foreign: the way is not that of the language, so only what can be read
        in no other is taken
    """
    between = f"[{re.escape(separators + _SPACES)}]"
    whole = rf"\d{{1,3}}(?:{between}\d{{2,3}})*{between}\d{{3}}"
    fraction = rf"{re.escape(decimal)}\d+"
    if not is_foreign:
        plain, grouped = rf"\d*(?:{fraction})?", f"{whole}(?:{fraction})?"
    else:
        # "1.5" is no German thousand; "1,5" may be a slip of an English hand
        grouped = f"{whole}{fraction}"
        plain = rf"\d+{fraction}" if decimal == "." else grouped
    if not digits or not re.fullmatch(f"{plain}|{grouped}", digits):
        return None
    kept = "".join(each for each in digits if each.isdigit() or each == decimal)
    return float(kept.replace(decimal, ".")) if kept != decimal else None


def short_text(value):
    """Return a value as it is quoted in a sentence."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def as_date(env, value):
    """Return a day as a date, False where there is none.

    :raise UserError: if it is no date
    """
    try:
        return fields.Date.to_date(value or None) or False
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UserError(
            env._("%s is not a date. Write it as 2026-12-31.", short_text(value))
        ) from None
