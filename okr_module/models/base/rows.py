from odoo.tools import SQL


def as_rows(ids, once=False):
    """Return ids as the rows of a sub-select, which are one value to plan with.

    As a list, ten thousand would each be read, planned with and, worse, bound or gone
    through by itself.

    :param ids: an iterable of numbers, or the text that PostgreSQL writes of an array
    :param bool once: whether the value is a sub-select again, which is found once: in
        a rule, PostgreSQL else counts all rows of it for each objective that another
        table is joined to, and rather reads all of them
    """
    if not isinstance(ids, str):
        ids = f"{{{','.join(map(str, ids))}}}"
    array = SQL("%s::int[]", ids)
    return SQL("SELECT unnest(%s)", SQL("(SELECT %s)", array) if once else array)
