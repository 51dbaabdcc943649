"""What the company of world.py costs, beside Odoo's own lists; see README.md.

Runs inside ``odoo shell``, which gives it ``env``. Everything is rolled back.
"""

import os
import re
import statistics
import time
from datetime import timedelta

from lxml import etree

from odoo import SUPERUSER_ID

from odoo.addons.mail.tools.discuss import Store

REPEATS = int(os.environ.get("OKR_BENCH_REPEATS", 5))
ONLY = os.environ.get("OKR_BENCH_ONLY", "")
#: what the bar above a column of a kanban tells apart, ours and that of tasks
COLORS = ("achieved", "on_track", "at_risk", "off_track", "01_in_progress", "1_done")

cr = env.cr  # noqa: F821
company = env.company  # noqa: F821
cr.execute("SELECT id FROM res_users WHERE login LIKE 'person%' ORDER BY id")
people = [user_id for (user_id,) in cr.fetchall()]
units = len(people) // 10
#: Who asks. Person k leads department k; ten departments are below each.
WHO = {
    "superuser": SUPERUSER_ID,
    "employee": people[-1],
    # Leads the second level from below: eleven departments, some hundred people
    "manager": people[units // 20],
    "head of all": people[0],
}


def as_person(who):
    """Return an environment in which somebody asks, as with a request of theirs."""
    uid = WHO[who]
    context = {"allowed_company_ids": company.ids, "lang": "en_US", "tz": "UTC"}
    return env(user=uid, su=uid == SUPERUSER_ID, context=context)  # noqa: F821


def fresh():
    """Begin a new transaction, with JIT as Debian's PostgreSQL has it."""
    cr.rollback()
    env.invalidate_all()  # noqa: F821
    cr.execute("SET jit = on")


def cost(function, who, repeats=REPEATS):
    """Return milliseconds (median) and queries of a call; None where it is refused."""
    times = []
    for _number in range(repeats + 1):
        fresh()
        own = as_person(who)
        own.user.has_group("base.group_user")
        before, began = cr.sql_log_count, time.perf_counter()
        function(own)
        own.flush_all()
        times.append(1000 * (time.perf_counter() - began))
        queries = cr.sql_log_count - before
    fresh()
    return statistics.median(times[1:] or times), queries


def node_is_hidden(node):
    return node.get("invisible") in ("1", "True")


def specification(own, model, kind, view=False):
    """Return what a screen asks for, from its view."""
    views = own[model].get_views([(view, kind)])
    arch = etree.fromstring(views["views"][kind]["arch"])
    found = views["models"]

    def of(node, model_name):
        spec = {}
        known = found.get(model_name, {}).get("fields", {})
        for field in node.iter("field"):
            above = field.getparent()
            while above is not node and above.tag != "field":
                above = above.getparent()
            name = field.get("name")
            if above is not node or name not in known:
                continue
            info = known[name]
            spec.setdefault(name, {})
            if node_is_hidden(field):
                # Ids alone, as the web client asks for what is never shown
                continue
            if info["type"] == "many2one":
                spec[name] = {"fields": {"display_name": {}}}
            elif info["type"] in ("one2many", "many2many"):
                spec[name] = {"fields": {"display_name": {}}}
                for sub in field:
                    spec[name] = {"fields": of(sub, info["relation"]), "limit": 40}
        return spec

    return of(arch, model)


def search_list(model, domain=(), kind="list", order=None):
    def call(own):
        own[model].web_search_read(
            list(domain), specs[model, kind], limit=80, order=order, count_limit=10001
        )

    # The view is read once a session, the list often
    admin = env(user=SUPERUSER_ID, su=True)  # noqa: F821
    specs.setdefault((model, kind), specification(admin, model, kind))
    return call


def open_kanban(model, group_by, bar, domain=()):
    """Ask for the columns of a kanban, with their cards and the bars above them."""

    def call(own):
        records = own[model]
        records.web_read_group(
            list(domain),
            [group_by],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=specs[model, "kanban"],
        )
        records.read_progress_bar(
            list(domain), group_by, {"field": bar, "colors": dict.fromkeys(COLORS)}
        )

    admin = env(user=SUPERUSER_ID, su=True)  # noqa: F821
    specs.setdefault((model, "kanban"), specification(admin, model, "kanban"))
    return call


def read_form(model, record_id):
    def call(own):
        own[model].browse(record_id).web_read(specs[model, "form"])

    admin = env(user=SUPERUSER_ID, su=True)  # noqa: F821
    specs.setdefault((model, "form"), specification(admin, model, "form"))
    return call


def read_discussion(model, record_id):
    """Read the page of a discussion that the screen shows, as it is sent there."""

    def call(own):
        thread = own[model].browse(record_id)
        found = own["mail.message"]._message_fetch(None, thread=thread)["messages"]
        Store().add(found).get_result()

    return call


def read_inbox(own):
    """Read the page of the inbox that the screen shows, as it is sent there."""
    domain = [("needaction", "=", True)]
    found = own["mail.message"]._message_fetch(domain)["messages"]
    Store().add(found).get_result()


def table(rows):
    """Print a line each: what it costs superuser, and how many times that others."""
    print(f"{'':<44}" + "".join(f"{who:>24}" for who in WHO))
    for label, function in rows:
        if ONLY and not re.search(ONLY, label):
            continue
        line, base = f"{label:<44}", None
        for who in WHO:
            try:
                ms, queries = cost(function, who)
            except Exception as error:
                fresh()
                line += f"{type(error).__name__:>24}"
                continue
            base = base or ms
            line += f"{ms:9.1f} ms{queries:4d} q{ms / base:6.2f}x"
        print(line, flush=True)


specs = {}
objective = env["okr.objective"]  # noqa: F821
top = objective.search([("name", "=", "Objective 1")], limit=1).id
cr.execute(
    "SELECT id FROM okr_objective WHERE parent_path LIKE %s AND visibility = 'company' "
    "AND (length(parent_path) - length(replace(parent_path, '/', ''))) = 5 LIMIT 1",
    (f"{top}/%",),
)
(bottom,) = cr.fetchone()
# One that everybody may read, and that as much is said of as of the first objective
cr.execute("SELECT res_id FROM mail_message WHERE model = 'project.task' LIMIT 1")
(task,) = cr.fetchone()
#: the filter with which the screen opens
RUNS = [
    "|",
    ("cycle_id.is_current", "=", True),
    ("cycle_id.state", "in", ("active", "review")),
]
node = {
    "name": {},
    "display_name": {},
    "progress": {},
    "status": {},
    "user_id": {"fields": {"display_name": {}}},
}
lists = [
    ("list of objectives", search_list("okr.objective")),
    ("  Odoo: list of tasks", search_list("project.task")),
    ("  Odoo: list of employees", search_list("hr.employee.public")),
    (
        "kanban of objectives that run",
        open_kanban("okr.objective", "level", "status", RUNS),
    ),
    ("  Odoo: kanban of tasks", open_kanban("project.task", "state", "state")),
    (
        "search count of objectives",
        lambda own: own["okr.objective"].search_count([], limit=10001),
    ),
    (
        "  Odoo: search count of tasks",
        lambda own: own["project.task"].search_count([], limit=10001),
    ),
    (
        "hierarchy, first level",
        lambda own: own["okr.objective"].hierarchy_read(
            [("parent_id", "=", False)], dict(node), "parent_id"
        ),
    ),
    (
        "name search of a parent",
        lambda own: own["okr.objective"].name_search("Objective 12", limit=8),
    ),
    (
        "  Odoo: name search of a task",
        lambda own: own["project.task"].name_search("Task 12", limit=8),
    ),
    ("list of key results", search_list("okr.key.result")),
    ("list of check-ins", search_list("okr.checkin")),
    (
        "check-ins by week",
        lambda own: own["okr.checkin"].formatted_read_group(
            [], ["date:week"], ["__count", "progress:avg"]
        ),
    ),
    (
        "  Odoo: tasks by week",
        lambda own: own["project.task"].formatted_read_group(
            [], ["date_deadline:week"], ["__count"]
        ),
    ),
    ("messages of one objective", read_discussion("okr.objective", top)),
    ("  Odoo: messages of one task", read_discussion("project.task", task)),
    ("inbox", read_inbox),
    ("form of a company objective", read_form("okr.objective", top)),
    ("form at depth 4", read_form("okr.objective", bottom)),
]
# What whole screens ask for, each in one call; superuser leads nobody
cycle = objective.browse(top).cycle_id.id
lists += [
    ("home", lambda own: own["okr.home"].get_data()),
    ("number due, on every page", lambda own: own["okr.home"].get_due_count()),
    ("check-in", lambda own: own["okr.checkin.session"].get_data()),
    ("My team", lambda own: own["okr.engagement"].get_team()),
    ("map", lambda own: own["okr.objective"].get_map()),
    ("dashboard", lambda own: own["okr.dashboard"].get_data(cycle)),
    ("summary of a cycle", lambda own: own["okr.cycle"].get_summary(cycle)),
]
print(f"\n{len(people)} people, {units} departments, JIT on; median of {REPEATS}\n")
table(lists)

# --- WHAT CHANGES SOMETHING ---


def write_line(label, seconds, queries, number=1):
    print(
        f"{label:<44}{1000 * seconds / number:9.2f} ms each"
        f"{queries:8d} queries{queries / number:8.2f} each",
        flush=True,
    )


def change(label, number, prepare, act, who="superuser"):
    """Time an act, with all that is done before the commit, and take it back."""
    if ONLY and not re.search(ONLY, label):
        return
    fresh()
    own = as_person(who)
    prepared = prepare(own)
    own.flush_all()
    own.invalidate_all()
    before, began = cr.sql_log_count, time.perf_counter()
    act(own, prepared)
    own.flush_all()
    cr.precommit.run()
    write_line(label, time.perf_counter() - began, cr.sql_log_count - before, number)
    cr.precommit.clear()
    cr.postcommit.clear()
    fresh()


def of_bottom(own):
    return own["okr.key.result"].search([("objective_id", "=", bottom)], limit=1)


def some(model, number, domain=()):
    return lambda own: own[model].search(list(domain), limit=number, order="id desc")


print()
own_leaf = objective.browse(bottom).user_id.id
WHO["owner"] = own_leaf
# The first one in a process asks Odoo for rules, defaults and names that it then keeps
for label in ("their first check-in, at depth 5", "one check-in at depth 5"):
    change(
        label,
        1,
        of_bottom,
        lambda own, mine: mine.check_in(51.0, confidence=0.6),
        "owner",
    )
change(
    "a thousand check-ins in one create",
    1000,
    some("okr.key.result", 1000, [("kpi_id", "=", False)]),
    lambda own, mine: own["okr.checkin"].create(
        [{"key_result_id": each.id, "value": 51.0} for each in mine]
    ),
)
change(
    "an owner on 1,000 objectives",
    1000,
    some("okr.objective", 1000),
    lambda own, mine: mine.write({"user_id": people[5]}),
)
change(
    "1,000 objectives with two key results",
    1000,
    lambda own: None,
    lambda own, _none: own["okr.objective"].create(
        [
            {
                "name": f"New {number}",
                "user_id": people[number % len(people)],
                "key_result_ids": [
                    (0, 0, {"name": f"From 0 to {kr}", "target_value": 10 + kr})
                    for kr in range(2)
                ],
            }
            for number in range(1000)
        ]
    ),
)


def date_figures(own, records, days):
    """Have the figures of records be of so many days ago."""
    cr.execute(
        f"UPDATE {records._table} SET figures_date = %s WHERE id = ANY(%s)",
        (own.company._okr_today() - timedelta(days=days), records.ids),
    )


def key_results_of_yesterday(own):
    key_results = some("okr.key.result", 1000)(own)
    date_figures(own, key_results, 1)
    return key_results


def objectives_of_yesterday(own, days=0):
    """Return objectives of yesterday, with key results of so many days ago."""
    objectives = some("okr.objective", 1000)(own)
    date_figures(own, objectives, 1)
    date_figures(own, objectives.key_result_ids, days)
    return objectives


# As the jobs of the day take them: key results first, so objectives find theirs done
change(
    "daily figures of 1,000 key results",
    1000,
    key_results_of_yesterday,
    lambda own, mine: mine._refresh_of_the_day(),
)
change(
    "daily figures of 1,000 objectives",
    1000,
    objectives_of_yesterday,
    lambda own, mine: mine._refresh_of_the_day(),
)
change(
    "  with those of their 4,000 key results",
    1000,
    lambda own: objectives_of_yesterday(own, days=1),
    lambda own, mine: mine._refresh_of_the_day(),
)
change(
    "thresholds of the company, for whoever saves",
    1,
    lambda own: own.company,
    lambda own, mine: mine.write({"okr_on_track": 0.8}),
)
