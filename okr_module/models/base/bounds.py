"""What a field takes: said in a sentence before Python or the database says it."""

from datetime import date

from odoo import fields, models
from odoo.api import NewId
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...arithmetic.progress import LARGEST_VALUE
from .arguments import LARGEST_INTEGER, as_id
from .numbers import as_date, short_text

#: the most characters of a text, by type of field; what is called by a name is indexed,
#: and an index takes no more
MOST_CHARACTERS = {"char": 500, "text": 50_000, "html": 200_000}
#: the most characters of a line that holds a list of conditions
LONG_LINE = 5_000
#: what x2many commands consist of, by their first number
_NAMES_ONE = (Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK)
_HAS_VALUES = (Command.CREATE, Command.UPDATE)


def check_bounds(record, name, value):
    """Refuse a value that a field does not take.

    :param record: a recordset of the model, for words and fields
    :param name: name of a field
    :param value: as it came to ``create`` or ``write``
    :raise ValidationError: with a sentence
    """
    if value is None or value is False:
        return
    check = _CHECKS.get(record._fields[name].type)
    if check:
        check(record, record._fields[name], value)


def _check_text(record, field, value):
    if not isinstance(value, str):
        _refuse(record, field, record.env._("%s is no text.", short_text(value)))
    most = (
        LONG_LINE if field.name in record._LONG_LINES else MOST_CHARACTERS[field.type]
    )
    if len(value) > most:
        raise ValidationError(
            record.env._(
                "%(field)s: %(count)s characters are too many. It takes up to "
                "%(most)s.",
                field=field._description_string(record.env),
                count=len(value),
                most=most,
            )
        )


def _check_integer(record, field, value):
    try:
        number = int(value)
    except OverflowError:
        number = LARGEST_INTEGER + 1
    except (TypeError, ValueError):
        _refuse(record, field, record.env._("%s is not a number.", short_text(value)))
    if abs(number) > LARGEST_INTEGER:
        _refuse_size(record, field)


def _check_float(record, field, value):
    # Whether it is a number at all is asked where it is read: people type "1,234.5".
    if isinstance(value, (list, tuple, dict, set)) or (
        isinstance(value, str)
        and field.name not in getattr(record, "_NUMBERS", ())
        and not _is_number(value)
    ):
        _refuse(record, field, record.env._("%s is not a number.", short_text(value)))
    if isinstance(value, (int, float)):
        if abs(value) > LARGEST_VALUE and value not in (float("inf"), float("-inf")):
            _refuse_size(record, field)


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_day(record, field, value):
    try:
        # An empty list is as little a day as one that holds something
        as_date(record.env, value if isinstance(value, (str, date)) else [value])
    except UserError as error:
        _refuse(record, field, str(error))


def _check_moment(record, field, value):
    _check_day(record, field, value)
    try:
        fields.Datetime.to_datetime(value)
    except (TypeError, ValueError):
        _refuse(
            record,
            field,
            record.env._(
                "%s is no point in time. Write it as 2026-12-31 09:00:00.",
                short_text(value),
            ),
        )


def _check_selection(record, field, value):
    known = field.get_values(record.env)
    if value not in known and value != "":
        _refuse(
            record,
            field,
            record.env._(
                "%(value)s is none of %(known)s.",
                value=short_text(value),
                known=", ".join(map(str, known)),
            ),
        )


def _check_id(record, field, value):
    """Refuse what names no record, in the words for numbers where it is too large."""
    if isinstance(value, (models.BaseModel, NewId)):
        return
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        _refuse_size(record, field)
    try:
        as_id(record.env, value)
    except UserError as error:
        _refuse(record, field, str(error))


def _check_lines(record, field, value):
    """Refuse what is neither a list of ids nor one of commands."""
    if isinstance(value, models.BaseModel):
        return
    if not isinstance(value, (list, tuple)):
        _refuse_lines(record, field, value)
    for command in value:
        if not isinstance(command, (list, tuple)):
            _check_id(record, field, command)
            continue
        code, line_id, values = (*command, None, None, None)[:3]
        if not isinstance(code, int) or code not in iter(Command) or len(command) > 3:
            _refuse_lines(record, field, value)
        if code in _NAMES_ONE:
            _check_id(record, field, line_id)
        if code in _HAS_VALUES and not isinstance(values or {}, dict):
            _refuse_lines(record, field, value)
        if code == Command.SET:
            if not isinstance(values or (), (list, tuple, models.BaseModel)):
                _refuse_lines(record, field, value)
            for each in values or ():
                _check_id(record, field, each)


def _refuse_lines(record, field, value):
    _refuse(
        record,
        field,
        record.env._("%s is no list of records or of changes.", short_text(value)),
    )


def _refuse(record, field, problem):
    raise ValidationError(
        record.env._(
            "%(field)s: %(problem)s",
            field=field._description_string(record.env),
            problem=problem,
        )
    )


def _refuse_size(record, field):
    raise ValidationError(
        record.env._(
            "%(field)s: that number is too large.",
            field=field._description_string(record.env),
        )
    )


_CHECKS = {
    "char": _check_text,
    "text": _check_text,
    "html": _check_text,
    "integer": _check_integer,
    "float": _check_float,
    "monetary": _check_float,
    "date": _check_day,
    "datetime": _check_moment,
    "selection": _check_selection,
    "many2one": _check_id,
    "one2many": _check_lines,
    "many2many": _check_lines,
}
