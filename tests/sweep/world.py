"""Makes the world that the sweep attacks and says what there is, for ``odoo shell``.

Four objectives with all that can hang on one, each with a word and a number of its own
in every text and figure; people of every kind, and which words each of them may read.
Models, fields, methods, dialogs and pages are found in the registry, so that new ones
are swept without being named here. Writes all of it as JSON into ``OKR_SWEEP_WORLD``.
"""

import base64
import inspect
import json
import os
import re
from datetime import timedelta

from odoo.tools import mute_logger

admin = env.ref("base.user_admin")  # noqa: F821
here = admin.company_id
there = env["res.company"].create({"name": "Harbour"})  # noqa: F821
admin.company_ids += there
env = env(  # noqa: F821
    user=admin,
    su=True,
    context={
        "no_reset_password": True,
        "allowed_company_ids": (here | there).ids,
    },
)
today = here._okr_today()
PASSWORD = "sweep-and-sweep"

#: a word and a number that stand nowhere else. Asked for by the beginning of the word
#: and by a span around the number: what is sent never holds what must not come back.
WORDS = {
    "private": ("Krakenfyord", 7314159.25),
    "other": ("Leviathanqu", 6227183.25),
    "department": ("Behemothwyx", 5882353.25),
    "elsewhere": ("Charybdisvo", 4669201.25),
}


# --- PEOPLE ---

GROUPS = {
    "second": [],
    "owner": [],
    "lead": [],
    "contributor": [],
    "manager": [],
    "outsider": [],
    "hr_officer": ["okr_module.group_okr_officer"],
    "hr_app": ["hr.group_hr_manager"],
    "seller": ["sales_team.group_sale_manager", "base.group_partner_manager"],
    "project_user": ["project.group_project_manager"],
    "foreign_admin": ["okr_module.group_okr_manager"],
}
#: who may read which words
READS = {
    "owner": ["private", "department"],
    "contributor": ["private"],
    "manager": ["private"],
    "outsider": [],
    "hr_officer": ["department"],
    "hr_app": [],
    "seller": [],
    "project_user": [],
    "portal": [],
    "public": [],
    "foreign_admin": ["elsewhere"],
}
#: of whom nothing is kept: they may change what others may read
UNDONE = ["owner", "contributor", "manager", "hr_officer"]

users = {}
for login, groups in GROUPS.items():
    company = there if login == "foreign_admin" else here
    users[login] = env["res.users"].create(
        {
            "name": login,
            "login": login,
            "password": PASSWORD,
            "email": f"{login}@example.com",
            "notification_type": "inbox" if login == "contributor" else "email",
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [
                (4, env.ref(name).id)
                for name in ["base.group_user", "base.group_allow_export", *groups]
            ],
        }
    )
users["portal"] = env["res.users"].create(
    {
        "name": "portal",
        "login": "portal_visitor",
        "password": PASSWORD,
        "email": "portal@example.com",
        "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
    }
)
departments = {
    name: env["hr.department"].create({"name": name, "company_id": here.id})
    for name in ("Sales", "Product", "Support")
}
PLACES = {
    "lead": "Sales",
    "owner": "Sales",
    "manager": "Product",
    "second": "Product",
}
employees = {}
for login, user in users.items():
    if login in ("portal", "foreign_admin"):
        continue
    employees[login] = env["hr.employee"].create(
        {
            "name": login,
            "user_id": user.id,
            "company_id": here.id,
            "department_id": departments[PLACES.get(login, "Support")].id,
        }
    )
for employee in employees.values():
    employee.parent_id = False
employees["owner"].parent_id = employees["manager"]
departments["Sales"].manager_id = employees["lead"]


# --- OBJECTIVES, AND ALL THAT CAN HANG ON ONE ---


def as_user(login, records):
    """Return records as somebody holds them, in their own company."""
    user = users[login]
    return records.with_user(user).with_context(
        allowed_company_ids=user.company_ids.ids
    )


def file_of(record, word):
    return env["ir.attachment"].create(
        {
            "name": f"{word} file.txt",
            "description": f"{word} described",
            "res_model": record._name,
            "res_id": record.id,
            "raw": f"{word} inside".encode(),
            "mimetype": "text/plain",
        }
    )


def make(kind, owner, parent, **values):
    """Make an objective that says its word everywhere; return it."""
    word, number = WORDS[kind]
    company = values.pop("company", here)
    objective = (
        env["okr.objective"]
        .with_company(company)
        .create(
            {
                "name": f"{word} objective",
                "description": f"<p>{word} description</p>",
                "retrospective": f"<p>{word} retrospective</p>",
                "company_id": company.id,
                "cycle_id": cycles[company].id,
                "user_id": users[owner].id,
                "parent_id": parent.id,
                "key_result_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"{word} key result",
                            "unit": word,
                            "user_id": users[owner].id,
                            "target_value": 2 * number,
                            "milestone_ids": [(0, 0, {"name": f"{word} milestone"})],
                            "initiative_ids": [
                                (
                                    0,
                                    0,
                                    {
                                        "name": f"{word} initiative",
                                        "description": f"<p>{word} way</p>",
                                        "weight": number,
                                        "user_id": users[owner].id,
                                    },
                                )
                            ],
                            "plan_ids": [
                                (0, 0, {"date": today, "value": number}),
                            ],
                        },
                    )
                ],
                **values,
            }
        )
    )
    objective.action_activate()
    key_result = objective.key_result_ids
    as_user(owner, key_result).check_in(
        number,
        confidence=0.4,
        stated_status="at_risk",
        note=f"{word} note",
        blocker=f"{word} blocker",
        help_needed=True,
    )
    key_result.with_context(change_reason=f"{word} reason").write(
        {"target_value": 3 * number, "change_reason": f"{word} reason"}
    )
    env["okr.target.change"].create(
        [
            {
                "key_result_id": key_result.id,
                "date": today,
                "field_name": "weight",
                "reason": f"{word} because",
            },
        ]
    )
    env["okr.alignment.request"].create(
        {
            "objective_id": objective.id,
            "state": "declined",
            "answer": f"{word} refusal",
            "date_asked": env.cr.now(),
        }
    )
    env["okr.feedback"].create(
        {
            "objective_id": objective.id,
            "body": f"{word} feedback",
            "date": today,
            "reply": f"{word} reply",
        }
    )
    followed = (objective, key_result, key_result.initiative_ids)
    for record in followed:
        # Somebody once told of it is no reader of it
        record.message_subscribe(users["outsider"].partner_id.ids)
        message = record.message_post(
            body=f"{word} said",
            subject=f"{word} subject",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=users[owner].partner_id.ids,
        )
        file_of(record, word)
        message.attachment_ids = file_of(record, word)
        message.parent_id = record.message_ids[-1]
        activity = record.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{word} to do",
            note=f"<p>{word} how</p>",
            user_id=users["outsider"].id,
        )
        activity.attachment_ids = file_of(activity, word)
        as_user(owner, env["mail.scheduled.message"]).create(
            {
                "model": record._name,
                "res_id": record.id,
                "body": f"{word} later",
                "subject": f"{word} later",
                "author_id": users[owner].partner_id.id,
                "scheduled_date": env.cr.now() + timedelta(days=30),
            }
        )
        env["mail.message.reaction"].create(
            {
                "message_id": message.id,
                "content": "👍",
                "partner_id": users[owner].partner_id.id,
            }
        )
        assert as_user(owner, record).has_access("read")
    as_user(owner, objective).action_save_as_template()
    return objective


cycles = {}
for company in (here, there):
    cycles[company] = env["okr.cycle"].create(
        {
            "name": f"Season of {company.name}",
            "company_id": company.id,
            "date_start": today - timedelta(days=40),
            "date_end": today + timedelta(days=40),
        }
    )
    cycles[company].action_activate()
nothing = env["okr.objective"]
in_the_open = env["okr.objective"].create(
    {
        "name": "In the open",
        "cycle_id": cycles[here].id,
        "user_id": users["outsider"].id,
        "rollup": "both",
        "key_result_ids": [
            (
                0,
                0,
                {
                    "name": "Open number",
                    "user_id": users["outsider"].id,
                    "milestone_ids": [(0, 0, {"name": "Open milestone"})],
                    "initiative_ids": [(0, 0, {"name": "Open work"})],
                },
            )
        ],
    }
)
in_the_open.action_activate()
secrets = {
    "private": make("private", "owner", in_the_open, company=here),
    "other": make("other", "second", in_the_open, company=here),
    "department": make(
        "department",
        "lead",
        in_the_open,
        company=here,
        level="department",
        department_id=departments["Sales"].id,
    ),
    "elsewhere": make("elsewhere", "foreign_admin", nothing, company=there),
}
# What was open until now: whoever was told has been told
env.flush_all()
env.cr.precommit.run()
secrets["private"].write(
    {"visibility": "private", "member_ids": [(4, users["contributor"].id)]}
)
secrets["other"].write({"visibility": "private"})
secrets["department"].write({"visibility": "department"})
below = env["okr.objective"].create(
    {
        "name": "Below it",
        "cycle_id": cycles[here].id,
        "user_id": users["outsider"].id,
        "parent_id": secrets["private"].id,
        "supported_objective_ids": [(4, secrets["other"].id)],
        "key_result_ids": [(0, 0, {"name": "Below", "user_id": users["outsider"].id})],
    }
)
below.action_activate()
env["project.project"].create(
    {"name": "Open project", "privacy_visibility": "employees"}
)
env.flush_all()
env.cr.precommit.run()
env["okr.objective"]._cron_refresh_figures()
for login, user in users.items():
    if login in ("owner", "second", "foreign_admin"):
        env["okr.reminder"].create(
            {
                "user_id": user.id,
                "date": today,
                "kind": "due",
                "key_result_ids": [
                    (4, o.key_result_ids.id)
                    for o in secrets.values()
                    if o.user_id == user
                ],
            }
        )

# Every dialog, as the owner leaves it behind: what is typed there is theirs alone.
OWNERS = {"private": "owner", "other": "second", "department": "lead"}
for kind, login in OWNERS.items():
    word, number = WORDS[kind]
    objective = secrets[kind]
    known = {
        "okr.objective": objective,
        "okr.key.result": objective.key_result_ids,
        "okr.checkin": objective.key_result_ids.checkin_ids,
        "okr.initiative": objective.key_result_ids.initiative_ids,
        "okr.cycle": objective.cycle_id,
        "res.users": users[login],
        "okr.help.request": objective.key_result_ids.help_request_ids,
        "okr.alignment.request": objective.alignment_request_ids,
        "okr.template": env["okr.template"].search(
            [("create_uid", "=", users[login].id)]
        ),
    }
    mine = env(
        user=users[login].id, su=False, context={"allowed_company_ids": here.ids}
    )
    for name in sorted(env.registry):
        dialog = mine[name]
        if not dialog._transient or not name.startswith(("okr.", "mail.", "base_im")):
            continue
        values = {}
        for field in dialog._fields.values():
            if not field.store or field.name in ("create_uid", "write_uid"):
                continue
            if field.type in ("char", "text", "html"):
                values[field.name] = f"{word} {field.name}"
            elif field.type == "binary":
                values[field.name] = base64.b64encode(f"name\n{word} file".encode())
            elif field.type in ("many2one", "many2many"):
                if ids := known.get(field.comodel_name, nothing).ids[:1]:
                    one = field.type == "many2one"
                    values[field.name] = ids[0] if one else [(6, 0, ids)]
        if "res_model" in values:
            values["res_model"] = "okr.objective"
        if "model" in values:
            values["model"] = "okr.objective"
        if "res_ids" in values:
            values["res_ids"] = str(objective.ids)
        tries = [values, {n: v for n, v in values.items() if not isinstance(v, str)}]
        for given in tries:
            try:
                with env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    known[name] = dialog.create(given)
                    env.flush_all()
                break
            except Exception:
                env.invalidate_all(flush=False)

# Whatever text of what hangs on them says nothing yet, says the word, too.
for kind, objective in secrets.items():
    word, _number = WORDS[kind]
    found = {
        "objective_id": objective.ids,
        "key_result_id": objective.key_result_ids.ids,
    }
    for name in sorted(env.registry):
        model = env[name]
        if not name.startswith("okr.") or model._abstract or not model._auto:
            continue
        link = next(
            (n for n in found if n in model._fields and model._fields[n].store), 0
        )
        if name == "okr.objective":
            link, ids = "id", objective.ids
        elif link and not model._fields[link].store:
            continue
        else:
            ids = found.get(link)
        if not link:
            continue
        for field in model._fields.values():
            if (
                field.store
                and field.type in ("char", "text", "html")
                and not field.translate
                and field.name not in ("parent_path", "kpi_filter")
            ):
                try:
                    with env.cr.savepoint(), mute_logger("odoo.sql_db"):
                        env.cr.execute(
                            f'UPDATE "{model._table}" SET "{field.name}" = %s '
                            f'WHERE "{link}" IN %s AND COALESCE("{field.name}", \'\') '
                            "= ''",
                            [f"{word} {field.name}", tuple(ids)],
                        )
                except Exception:
                    continue
env.invalidate_all(flush=False)


# --- WHAT THERE IS ---

tomorrow = env.cr.now() + timedelta(days=1)
KEYS = {
    login: env(user=user.id)["res.users.apikeys"]._generate(None, "sweep", tomorrow)
    for login, user in users.items()
}

#: whose tables and methods are swept, besides our own
OF = re.compile(
    r"^(okr_module.*|mail|hr|base|web|bus|base_import|digest|portal|base_setup"
    r"|resource|web_hierarchy|html_editor|rpc|project|crm|sales_team|sale|phone_.*)$"
)


def methods_of(model):
    """Return the public methods of a model with the names of what they take."""
    found = {}
    for name in dir(type(model)):
        if name.startswith("_"):
            continue
        member = getattr(type(model), name, None)
        if not inspect.isfunction(member):
            continue
        if any(
            getattr(getattr(cls, name, None), "_api_private", False)
            for cls in type(model).mro()
        ):
            continue
        try:
            parameters = list(inspect.signature(member).parameters.values())[1:]
        except ValueError:
            continue
        found[name] = {
            "model": bool(getattr(member, "_api_model", False)),
            "module": member.__module__,
            "takes": [
                [p.name, p.default is p.empty]
                for p in parameters
                if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
            ],
        }
    return found


MARKED = {}  # of each model: fields that say a word, and that employees may ask for
plain = env(user=users["outsider"].id, su=False)
ROWS = {}  # of each model: its secret rows by kind, and some others
for name in sorted(env.registry):
    model = env[name]
    if model._abstract or not model._auto:
        continue
    everything = model.sudo().with_context(active_test=False)
    rows = {kind: set() for kind in WORDS}
    texts = [
        f
        for f in model._fields.values()
        if f.store and f.type in ("char", "text", "html") and not f.company_dependent
    ]
    for kind, (word, _number) in WORDS.items():
        for field in texts:
            found = everything.search([(field.name, "ilike", word)], limit=20)
            rows[kind].update(found.ids)
            if found and plain[name]._has_field_access(field, "read"):
                MARKED.setdefault(name, set()).add(field.name)
        objective = secrets[kind]
        about = {
            "okr.objective": objective.ids,
            "okr.key.result": objective.key_result_ids.ids,
            "okr.initiative": objective.key_result_ids.initiative_ids.ids,
            "okr.checkin": objective.key_result_ids.checkin_ids.ids,
        }
        rows[kind].update(about.get(name, ()))
        for field in ("objective_id", "key_result_id", "mail_message_id", "message_id"):
            if field in model._fields and model._fields[field].store:
                comodel = model._fields[field].comodel_name
                ids = about.get(comodel) or sorted(ROWS.get(comodel, {}).get(kind, ()))
                if ids:
                    found = everything.search([(field, "in", ids)], limit=20)
                    rows[kind].update(found.ids)
        for field in ("res_model", "model"):
            if {field, "res_id"} <= set(model._fields) and model._fields[field].store:
                for of, ids in about.items():
                    found = everything.search(
                        [(field, "=", of), ("res_id", "in", ids)], limit=20
                    )
                    rows[kind].update(found.ids)
    secret = set().union(*rows.values())
    ROWS[name] = {kind: sorted(ids)[:20] for kind, ids in rows.items() if ids}
    ROWS[name]["open"] = everything.search(
        [("id", "not in", list(secret))], limit=3, order="id"
    ).ids

MODELS = {}
for name in sorted(env.registry):
    model = env[name]
    if not OF.match(model._original_module or ""):
        continue
    MODELS[name] = {
        "module": model._original_module,
        "abstract": bool(model._abstract),
        "transient": bool(model._transient),
        "fields": {
            f.name: {
                "type": f.type,
                "of": f.comodel_name if f.relational else None,
                "stored": bool(f.store),
                "searched": bool(f.store or f.search or f.related),
                "required": bool(f.required),
                "readonly": bool(f.readonly),
            }
            for f in model._fields.values()
        },
        "methods": methods_of(model),
    }


def pages():
    """Return all addresses that the server answers, and what each takes."""
    found = []
    for rule in env["ir.http"].routing_map().iter_rules():
        routing = rule.endpoint.routing
        function = inspect.unwrap(rule.endpoint.func)
        try:
            takes = list(inspect.signature(function).parameters.values())
        except ValueError:
            takes = []
        found.append(
            {
                "rule": rule.rule,
                "type": routing["type"],
                "auth": str(routing["auth"]),
                "post": "GET" not in (routing["methods"] or ["GET"]),
                "takes": [
                    p.name
                    for p in takes
                    if p.name != "self"
                    and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
                ],
            }
        )
    return sorted(found, key=lambda page: (page["rule"], page["type"]))


world = {
    "password": PASSWORD,
    "words": WORDS,
    "reads": READS,
    "undone": UNDONE,
    "logins": {login: user.login for login, user in users.items()},
    "user_ids": {login: user.id for login, user in users.items()},
    "partner_ids": {login: user.partner_id.id for login, user in users.items()},
    "companies": {
        login: user.company_ids.ids
        for login, user in users.items()
        if login != "public"
    },
    "keys": KEYS,
    "rows": ROWS,
    "marked": {name: sorted(names) for name, names in MARKED.items()},
    "models": MODELS,
    "pages": pages(),
    "reports": env["ir.actions.report"].sudo().search([]).mapped("report_name"),
}
env.cr.commit()
with open(os.environ["OKR_SWEEP_WORLD"], "w", encoding="utf-8") as target:
    json.dump(world, target)
print("WORLD MADE", len(MODELS), "models")
