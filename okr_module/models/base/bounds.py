"""How much a field takes: said in a sentence, before the database has to say it."""

from odoo.exceptions import ValidationError

from ...arithmetic.progress import LARGEST_VALUE

#: the most characters of a text, by type of field; what is called by a name is indexed,
#: and an index takes no more
MOST_CHARACTERS = {"char": 500, "text": 50_000, "html": 200_000}
#: the most characters of a line that holds a list of conditions
LONG_LINE = 5_000
#: the largest whole number that a column takes, also as the number of a record
LARGEST_INTEGER = 2**31 - 1


def check_bounds(record, name, value):
    """Refuse a value that a field does not take.

    :param record: a recordset of the model, for words and fields
    :param name: name of a field
    :param value: as it came to ``create`` or ``write``
    :raise ValidationError: with a sentence
    """
    field = record._fields[name]
    if isinstance(value, str) and field.type in MOST_CHARACTERS:
        most = LONG_LINE if name in record._LONG_LINES else MOST_CHARACTERS[field.type]
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
    elif isinstance(value, int) and field.type in ("integer", "many2one"):
        if abs(value) > LARGEST_INTEGER:
            _refuse_number(record, field)
    elif isinstance(value, (int, float)) and field.type in ("float", "monetary"):
        # Whether it is a number at all is asked where it is read.
        if abs(value) > LARGEST_VALUE and value not in (float("inf"), float("-inf")):
            _refuse_number(record, field)


def _refuse_number(record, field):
    raise ValidationError(
        record.env._(
            "%(field)s: that number is too large.",
            field=field._description_string(record.env),
        )
    )
