"""Which state of the organisation a transaction sees, so that what follows from it
can be kept for longer than the transaction.

PostgreSQL notes each change by itself, in the transaction that makes it: a row in a
small table. The rows that a transaction sees are its state: they are seen with what
changed and never before it, and none is ever as another was, also not after a dump
has been put back, so no two states of the organisation have the same rows. Odoo's own
signals between processes promise less: whoever reads while somebody else commits may
keep what was so before.

Rows that are only added hinder nobody who changes employees at the same time.
"""

from odoo.tools import SQL

#: What a reach follows from: the columns of each table
REACH_FIELDS = {
    "hr.employee": ["active", "current_version_id", "parent_id", "user_id"],
    "hr.version": ["department_id"],
    "hr.department": ["manager_id", "parent_id", "parent_path"],
}


def set_up(env):
    """Have the database note each change.

    A trigger that stands as it should is left alone: to make it anew, whoever reads
    employees would wait until the update of the module, or of another, is through.
    """
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS okr_reach_mark"
        " (id uuid PRIMARY KEY DEFAULT gen_random_uuid())"
    )
    ((schema,),) = env.execute_query(SQL("SELECT current_schema"))
    # Whoever may change employees may note it: also another role of the database, and
    # a dump of data alone, which is put back without a path to look for tables
    env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION okr_reach_changed() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                INSERT INTO %s DEFAULT VALUES;
                RETURN NULL;
            END $$
            """,
            SQL.identifier(schema, "okr_reach_mark"),
        )
    )
    for model, names in REACH_FIELDS.items():
        table = env[model]._table
        if _watched(env, table) == set(names):
            continue
        env.cr.execute(
            SQL(
                """
                DROP TRIGGER IF EXISTS okr_reach_changed ON %(table)s;
                CREATE TRIGGER okr_reach_changed
                 AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF %(columns)s
                    ON %(table)s
                   FOR EACH STATEMENT EXECUTE FUNCTION okr_reach_changed()
                """,
                table=SQL.identifier(table),
                columns=SQL(", ").join(map(SQL.identifier, names)),
            )
        )
    # Before, changes may have gone unnoted
    env.cr.execute("INSERT INTO okr_reach_mark DEFAULT VALUES")


def _watched(env, table):
    """Return the names of the columns of which changes are noted."""
    rows = env.execute_query(
        SQL(
            """
            SELECT attname
              FROM pg_trigger
              JOIN pg_attribute ON attrelid = tgrelid AND attnum = ANY(tgattr)
             WHERE tgname = 'okr_reach_changed' AND tgrelid = %s::regclass
               AND tgenabled = 'O'
            """,
            table,
        )
    )
    return {name for (name,) in rows}


def take_down(cr):
    """Leave nothing of it behind."""
    cr.execute("DROP FUNCTION IF EXISTS okr_reach_changed CASCADE")
    cr.execute("DROP TABLE IF EXISTS okr_reach_mark")


def current(env):
    """Return the state that this transaction sees, its own changes included.

    :return: a text, to compare
    """
    for model, names in REACH_FIELDS.items():
        env[model].flush_model(names)
    ((state,),) = env.execute_query(
        # Of a table that somebody has emptied, nothing is known
        SQL(
            """
            SELECT COALESCE(
                       sum(uuid_hash_extended(id, 0))::text, gen_random_uuid()::text
                   )
              FROM okr_reach_mark
            """
        )
    )
    return state


def begin_anew(cr):
    """Forget all changes but that there was one, which keeps the table small."""
    cr.execute("DELETE FROM okr_reach_mark")
    cr.execute("INSERT INTO okr_reach_mark DEFAULT VALUES")
