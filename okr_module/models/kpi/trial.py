"""What keeps a KPI from working, in plain sentences.

Neither the database nor Python ever speaks to a person: whatever goes wrong with a
definition or a filter becomes a sentence here.
"""

from contextlib import contextmanager
from datetime import date

from psycopg2 import DatabaseError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

#: kinds of field that hold a number
NUMBERS = ("integer", "float", "monetary")
#: kinds of field that hold a day
DAYS = ("date", "datetime")
#: operators that compare with one value or a list of them
_PLAIN_OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "in", "not in")


# --- WHAT WENT WRONG ---


def sentence_of(env, error, person):
    """Return what went wrong as a sentence for people.

    :param error: an exception, of whatever kind
    :param person: res.users that the KPI was computed as
    """
    if isinstance(error, AccessError):
        return env._("%s may not read these records.", person.sudo().name)
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, DatabaseError):
        return env._(
            "A value of its filter, or the field that it adds up, does not fit these "
            "records."
        )
    if isinstance(error, (ValueError, KeyError, TypeError)):
        return env._("It asks for something that these records do not have.")
    return env._(
        "It cannot be counted the way it is defined. What went wrong is in the log of "
        "the server."
    )


@contextmanager
def in_plain_words(env, person):
    """Have what goes wrong said as a sentence.

    :param person: res.users that the KPI is computed as
    :raise UserError: with a sentence, for whatever is raised inside, but for what
        Odoo tries again as a whole
    """
    try:
        with env.cr.savepoint():
            yield
    except AccessError as error:
        raise AccessError(sentence_of(env, error, person)) from error
    except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        raise
    except Exception as error:  # noqa: BLE001
        # A definition may fail in as many ways as there are models.
        raise UserError(sentence_of(env, error, person)) from error


# --- FILTERS ---


def filter_problem(model, domain):
    """Return why a filter cannot be used on records, False where it can.

    :param model: an empty recordset of the records, as superuser
    :param domain: the filter, as a list
    """
    env = model.env
    try:
        asked = Domain(domain)
        conditions = list(asked.iter_conditions())
    except (ValueError, TypeError, KeyError):
        return no_filter_sentence(env)
    for condition in conditions:
        if problem := _condition_problem(model, condition):
            return problem
    try:
        asked.validate(model)
    except (ValueError, TypeError, KeyError, NotImplementedError, UserError):
        return env._("It asks for something that these records do not have.")
    return False


def no_filter_sentence(env):
    """Return what a filter has to be, for who wrote something else."""
    return env._(
        "A filter is a list of conditions, such as [('state', '=', 'done')]. Nothing "
        "in it is computed."
    )


def _condition_problem(model, condition):
    field, problem = _field_at(model, condition.field_expr)
    if problem or not field:
        return problem
    if condition.operator in ("any", "not any"):
        if not field.relational:
            return model.env._("%s leads to no other records.", _label(model, field))
        return filter_problem(model.env[field.comodel_name].sudo(), condition.value)
    if condition.operator not in _PLAIN_OPERATORS:
        return False
    values = condition.value
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        values = [values]
    values = [value for value in values if value is not None and value is not False]
    strange = [value for value in values if not _fits(model, field, value)]
    if field.type == "selection" and len(strange) < len(values):
        strange = []  # one that there is no more, among others that there are
    if strange:
        return model.env._(
            "%(value)s is no value of %(field)s.",
            value=strange[0],
            field=_label(model, field),
        )
    return False


def _field_at(model, path):
    """Return ``(field, problem)`` at the end of a path such as ``partner_id.city``.

    The field is None where nothing more can be told.
    """
    env, field, start = model.env, None, model
    if not isinstance(path, str):
        return None, no_filter_sentence(env)
    for name in path.split("."):
        if field is not None and (field.type in DAYS or field.type == "properties"):
            return None, False  # a part of a day, or a field of somebody's own
        field = model._fields.get(name) if model is not None else None
        if field is None:
            return None, env._(
                "There is no %(field)s in %(records)s.",
                records=env["ir.model"]._get(start._name).sudo().name,
                field=path,
            )
        if not (field.store or field.search):
            return None, env._(
                "%s is worked out when it is shown, so nothing can be found by it.",
                _label(model, field),
            )
        model = env[field.comodel_name] if field.relational else None
    return field, False


def _fits(model, field, value):
    """Return whether a value could stand in a field."""
    if field.type in NUMBERS:
        try:
            float(value)
        except (TypeError, ValueError, OverflowError):
            return False
    elif field.type == "boolean":
        return isinstance(value, (bool, int))
    elif field.type == "selection":
        return value in field.get_values(model.env)
    elif field.type in DAYS and isinstance(value, str):
        try:
            Domain(field.name, "=", value).validate(model.env[field.model_name].sudo())
        except (ValueError, TypeError):
            return False
    elif field.type in DAYS:
        return isinstance(value, date)
    return True


def _label(model, field):
    return field._description_string(model.env)


# --- FIELDS ---


def measure_problem(model, name, aggregate):
    """Return why a field cannot be added up, False where it can.

    :param aggregate: one of :data:`~...arithmetic.aggregate.AGGREGATES`
    """
    field = model._fields.get(name)
    if problem := _stored_problem(model, name):
        return problem
    if aggregate != "count_distinct" and field.type not in NUMBERS:
        return model.env._(
            "%s is no number, so it cannot be added up.", _label(model, field)
        )
    return False


def date_problem(model, name):
    """Return why records cannot be told by a date field, False where they can."""
    field = model._fields.get(name)
    if problem := _stored_problem(model, name):
        return problem
    if field.type not in DAYS:
        return model.env._("%s is no date.", _label(model, field))
    return False


def _stored_problem(model, name):
    field = model._fields.get(name)
    if field is None:
        return _field_at(model, name)[1]
    kept = field
    while kept.related and not kept.store:
        kept = kept.related_field  # found by way of the record that keeps it
    if not (kept.store and kept.column_type):
        return model.env._(
            "%s is worked out when it is shown, so it cannot be counted by.",
            _label(model, field),
        )
    return False
