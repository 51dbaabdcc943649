"""Which state of the organisation a transaction sees, so that what follows from it
can be kept for longer than the transaction.

PostgreSQL notes each change by itself, in the transaction that makes it: a row in a
small table. The rows that a transaction sees are its state: they are seen with what
changed and never before it, and a number given once is never given again, so no two
states of the organisation have the same rows. Odoo's own signals between processes
promise less: whoever reads while somebody else commits may keep what was so before.

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
    """Have the database note each change; an update of the module does so anew."""
    env.cr.execute("DROP FUNCTION IF EXISTS okr_reach_changed CASCADE")
    # The table stays, or its numbers would begin again
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS okr_reach_change (id bigserial PRIMARY KEY)"
    )
    env.cr.execute(
        """
        CREATE FUNCTION okr_reach_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO okr_reach_change DEFAULT VALUES;
            RETURN NULL;
        END $$
        """
    )
    for model, names in REACH_FIELDS.items():
        env.cr.execute(
            SQL(
                """
                CREATE TRIGGER okr_reach_changed
                 AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF %s ON %s
                   FOR EACH STATEMENT EXECUTE FUNCTION okr_reach_changed()
                """,
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(env[model]._table),
            )
        )
    begin_anew(env.cr)


def take_down(cr):
    """Leave nothing of it behind."""
    cr.execute("DROP FUNCTION IF EXISTS okr_reach_changed CASCADE")
    cr.execute("DROP TABLE IF EXISTS okr_reach_change")


def current(env):
    """Return the state that this transaction sees, its own changes included.

    :return: a text, to compare
    """
    for model, names in REACH_FIELDS.items():
        env[model].flush_model(names)
    ((state,),) = env.execute_query(
        SQL("SELECT md5(array_agg(id ORDER BY id)::text) FROM okr_reach_change")
    )
    return state


def begin_anew(cr):
    """Forget all changes but that there was one, which keeps the table small."""
    cr.execute("DELETE FROM okr_reach_change")
    cr.execute("INSERT INTO okr_reach_change DEFAULT VALUES")
