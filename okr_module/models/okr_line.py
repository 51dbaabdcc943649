"""The line from a record up to the top, where two people may write at once."""

from odoo.tools import SQL


def lock_line(records, parent_id):
    """Lock records and all above them, before they come below another one.

    Two at once could close a circle between them: neither sees what the other
    writes. So the second one waits here; where the first has moved a record of this
    line, the database refuses the second, Odoo tries it again, and then it sees the
    circle. In the order of ids, so that no two wait for one another.

    :param records: of a model with ``parent_id``
    :param parent_id: id of the record they are to come below
    :return: set of the ids of that one and of all above it
    :raise SerializationFailure: if a record of the line was changed meanwhile
    """
    records.flush_model(["parent_id"])
    rows = records.env.execute_query(
        SQL(
            """
            WITH RECURSIVE line(id) AS (
                SELECT %(parent_id)s::int
                 UNION
                SELECT record.parent_id
                  FROM %(table)s record
                  JOIN line USING (id)
                 WHERE record.parent_id IS NOT NULL
            )
            SELECT id, id IN (SELECT id FROM line)
              FROM %(table)s
             WHERE id = ANY(%(ids)s) OR id IN (SELECT id FROM line)
             ORDER BY id
               FOR NO KEY UPDATE
            """,
            table=SQL.identifier(records._table),
            parent_id=parent_id,
            ids=records.ids,
        )
    )
    return {record_id for record_id, is_above in rows if is_above}
