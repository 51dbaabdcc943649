"""Messages of one objective, and an inbox, as an employee and as superuser.

Runs inside ``odoo shell``, which gives it ``env``; see README.md.
"""

import os
import statistics
import time

OBJECTIVES = int(os.environ.get("OKR_BENCH_OBJECTIVES", 5_000))
MESSAGES = int(os.environ.get("OKR_BENCH_MESSAGES", 100_000))
REPEATS = int(os.environ.get("OKR_BENCH_REPEATS", 25))
IN_ONE = 1_000  # messages of the one objective that is opened
UNREAD = 2_000  # of the reader's inbox, half of them about OKRs

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"tracking_disable": True, "no_reset_password": True},
)
cr = env.cr


def copy_row(record, values, count):
    """Insert copies of a record by SQL; return their ids.

    :param values: dict of column and SQL expression over ``n``, the number of the copy
    :param count: how many
    """
    env.flush_all()
    cr.execute(
        """
        SELECT column_name FROM information_schema.columns
         WHERE table_schema = current_schema AND table_name = %s AND column_name <> 'id'
        """,
        [record._table],
    )
    columns = [name for (name,) in cr.fetchall()]
    chosen = [values.get(name, f'source."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    cr.execute(
        f"INSERT INTO {record._table} ({names}) SELECT {', '.join(chosen)}"
        f" FROM {record._table} source, generate_series(1, {count}) AS n"
        f" WHERE source.id = {record.id} RETURNING id"
    )
    return [id_ for (id_,) in cr.fetchall()]


def make_world():
    """Make a reader in a department, objectives of all kinds, and what is said."""
    department = env["hr.department"].create({"name": "Benchmark"})
    reader = env["res.users"].create(
        {
            "name": "Reader",
            "login": "okr_bench_reader",
            "notification_type": "inbox",
            "group_ids": [(6, 0, env.ref("base.group_user").ids)],
        }
    )
    env["hr.employee"].create(
        {"name": "Reader", "user_id": reader.id, "department_id": department.id}
    )
    objective = env["okr.objective"].create(
        {"name": "Objective", "user_id": env.uid, "visibility": "company"}
    )
    # Of ten: six of the company, two of departments, two private
    kind = "CASE WHEN n % 10 < 6 THEN 'company' WHEN n % 10 < 8 THEN 'department'"
    ids = copy_row(
        objective,
        {
            "name": "'Objective ' || n",
            "visibility": f"{kind} ELSE 'private' END",
            "department_id": str(department.id),
        },
        OBJECTIVES - 1,
    )
    cr.execute(
        "UPDATE okr_objective SET parent_path = id || '/' WHERE id = ANY(%s)", [ids]
    )
    comment = objective.message_post(
        body="Comment", message_type="comment", subtype_xmlid="mail.mt_comment"
    )
    every = f"(ARRAY{ids})"
    copy_row(comment, {"res_id": f"{every}[1 + n % {len(ids)}]"}, MESSAGES)
    copy_row(comment, {}, IN_ONE)
    partner = env["res.partner"].create({"name": "Customer"})
    other = partner.message_post(body="Comment", message_type="comment")
    copy_row(other, {}, IN_ONE)
    for source in (comment, other):
        cr.execute(
            """
            INSERT INTO mail_notification (mail_message_id, res_partner_id, is_read,
                                           notification_type, notification_status)
                 SELECT id, %s, FALSE, 'inbox', 'sent' FROM mail_message
                  WHERE model = %s AND id > %s ORDER BY random() LIMIT %s
            """,
            [reader.partner_id.id, source.model, source.id, UNREAD // 2],
        )
    cr.execute("ANALYZE okr_objective, mail_message, mail_notification")
    env.invalidate_all()
    return reader, objective, partner


def seconds(action, environment):
    """Return the median seconds and the queries of an action, nothing read before."""
    taken = []
    for _repeat in range(REPEATS):
        environment.invalidate_all()
        before, began = cr.sql_log_count, time.perf_counter()
        action(environment)
        taken.append(time.perf_counter() - began)
        queries = cr.sql_log_count - before
    return statistics.median(taken), queries


def compare(label, action):
    """Print what an action costs an employee, beside the superuser."""
    user = {"user": reader.id, "context": {"allowed_company_ids": env.company.ids}}
    plain, few = seconds(action, env(su=True, **user))
    own, many = seconds(action, env(su=False, **user))
    print(
        f"{label:<44}{1000 * plain:8.2f} ms {few:3d} queries"
        f"{1000 * own:8.2f} ms {many:3d} queries {own / plain:7.2f} times"
    )


def page_of(record):
    """Return what reads the page of a discussion that the screen shows."""

    def read(environment):
        messages = environment["mail.message"]
        thread = environment[record._name].browse(record.id)
        found = messages._message_fetch(None, thread=thread)["messages"]
        found.mapped("body")

    return read


def inbox(environment):
    """Read the page of the inbox that the screen shows."""
    domain = [("needaction", "=", True)]
    found = environment["mail.message"]._message_fetch(domain)["messages"]
    found.mapped("body")


def shown(action):
    """Return what does the same and prepares it for the screen, as Odoo does."""
    from odoo.addons.mail.tools.discuss import Store

    def read(environment):
        messages = environment["mail.message"]
        domain, thread = action
        if thread:
            thread = environment[thread._name].browse(thread.id)
        found = messages._message_fetch(domain, thread=thread)["messages"]
        Store().add(found).get_result()

    return read


reader, objective, partner = make_world()
print(f"{OBJECTIVES} objectives, {MESSAGES} messages\n{'':44}superuser, employee")
compare("messages of one objective", page_of(objective))
compare("messages of one objective, for the screen", shown((None, objective)))
compare("inbox", inbox)
compare("inbox, for the screen", shown(([("needaction", "=", True)], None)))
compare(
    "all that is said about OKRs, a page",
    lambda environment: (
        environment["mail.message"]
        .search([("model", "=", "okr.objective")], limit=30)
        .mapped("body")
    ),
)
compare("beside it: messages of one contact", page_of(partner))
compare("beside it: for the screen", shown((None, partner)))
cr.rollback()
