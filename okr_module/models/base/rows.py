from odoo.fields import Domain
from odoo.tools import SQL


def as_rows(ids):
    """Return ids as the rows of a sub-select, which are one value to plan with.

    As a list, ten thousand would each be read, planned with and, worse, bound or gone
    through by itself.

    :param ids: an iterable of numbers
    """
    return SQL("SELECT unnest(%s::int[])", _as_array(ids))


def as_spans(ids):
    """Return ids as the spans they fill, for :func:`in_spans`.

    Whoever leads ten thousand people leads most of those there are: that is a few
    spans, where the ids would be sent, read and hashed with each question.

    :param ids: numbers, sorted, each once
    :return: the array that PostgreSQL reads, of the first of each span and the first
        after it: ``{5, 6, 7, 9}`` is ``"{5,8,9,10}"``
    """
    bounds = []
    for id_ in ids:
        if bounds and bounds[-1] == id_:
            bounds[-1] += 1
        else:
            bounds += [id_, id_ + 1]
    return _as_array(bounds)


def in_spans(name, spans):
    """Return the domain of the records whose field is within spans.

    :param str name: a many2one
    :param str spans: as :func:`as_spans` gives them
    """
    if spans == "{}":
        return Domain.FALSE

    def within(model, alias, query):
        return SQL(
            # Behind an odd number of bounds is in a span. Where nothing is, neither
            "COALESCE(width_bucket(%s, %s::int[]) %% 2 = 1, FALSE)",
            model._field_to_sql(alias, name, query),
            spans,
        )

    return Domain.custom(to_sql=within)


def _as_array(ids):
    return f"{{{','.join(map(str, ids))}}}"
