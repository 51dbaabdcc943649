"""Numbers and days as they come from outside: typed, imported, sent by a program."""

import math

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from ...arithmetic.progress import LARGEST_VALUE


def as_number(env, value, what):
    """Return a value as a float.

    Said before the database has to say it, in words that tell what is wrong.

    :param what: name of what the value belongs to, for the sentence
    :raise ValidationError: if it is no number or too large to be counted with
    """
    try:
        number = float(value)
    except OverflowError:
        # Longer than anybody would read, so it is not repeated.
        value, number = env._("That number"), 1e300
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValidationError(
            env._("%(what)s: %(value)s is not a number.", what=what, value=value)
        )
    if abs(number) > LARGEST_VALUE:
        raise ValidationError(
            env._(
                "%(what)s: %(value)s is too large. Numbers go up to a million billion "
                "(15 zeros); choose a larger unit, such as thousands.",
                what=what,
                value=value,
            )
        )
    return number


def as_date(env, value):
    """Return a day as a date, False where there is none.

    :raise UserError: if it is no date
    """
    try:
        return fields.Date.to_date(value or None) or False
    except (TypeError, ValueError):
        raise UserError(
            env._("%s is not a date. Write it as 2026-12-31.", value)
        ) from None
