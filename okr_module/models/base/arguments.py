"""What programs send to public methods: read, or refused in a sentence."""

import re

from odoo.exceptions import UserError

from .numbers import short_text

#: the largest whole number that a column takes, also as the number of a record
LARGEST_INTEGER = 2**31 - 1


def as_id(env, value):
    """Return the number of a record, 0 where none is named.

    What is named has to be what the database will find: it makes 8 of 7.6, and 31 of
    "0x1f". So these are refused, as whatever else is no whole number.

    :raise UserError: if it is none
    """
    if value is None or value is False or value == "":
        return 0
    number = _as_whole_number(value)
    if number is None or not 0 <= number <= LARGEST_INTEGER:
        raise UserError(env._("%s is no number of a record.", short_text(value)))
    return number


def as_ids(env, values):
    """Return the numbers of records, each once, in their order.

    :param values: a list of them; None and False are an empty one, a number is itself
    :raise UserError: if it is neither, or holds what is none
    """
    if not isinstance(values, (list, tuple)):
        values = [values]
    return [each for each in dict.fromkeys(as_id(env, v) for v in values) if each]


def _as_whole_number(value):
    """Return a whole number that was sent as one, or as text; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value):
        return int(value)
    return None


def as_words(env, value):
    """Return a text without blanks around it, empty where nothing is said.

    :raise UserError: if it is no text
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise UserError(env._("%s is no text: say it in words.", short_text(value)))
    return value.strip()


def as_dicts(env, values):
    """Return a list of dicts, such as rows of a screen.

    :raise UserError: if it is something else
    """
    if not isinstance(values, (list, tuple)) or not all(
        isinstance(each, dict) for each in values
    ):
        raise UserError(
            env._("%s is no list of rows with named values.", short_text(values))
        )
    return list(values)
