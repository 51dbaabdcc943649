"""Makes a company that many work in at once, for ``odoo shell``; see test_at_once.py.

Writes what there is as JSON into ``OKR_COMPANY``.
"""

import json
import os
from datetime import timedelta

PEOPLE = 10

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"tracking_disable": True, "no_reset_password": True},
)
today = env.company._okr_today()
users = env["res.users"].create(
    [
        {"name": f"Person {n}", "login": f"person{n}", "email": f"p{n}@example.com"}
        for n in range(PEOPLE)
    ]
)
env["hr.employee"].create([{"name": u.name, "user_id": u.id} for u in users])
cycle, past, ending = env["okr.cycle"].create(
    [
        {
            "name": name,
            "date_start": today - timedelta(days=since),
            "date_end": today + timedelta(days=until),
        }
        for name, since, until in (
            ("Season", 30, 60),
            ("Season before", 30, 30),
            ("Season that ends", 30, 0),
        )
    ]
)
(cycle | past | ending).action_activate()
chief = {"cycle_id": cycle.id, "user_id": env.uid, "level": "company"}
top, left, right = env["okr.objective"].create(
    [
        {"name": "Top", "rollup": "aligned", **chief},
        {"name": "Left", "rollup": "aligned", **chief},
        {"name": "Right", "rollup": "aligned", **chief},
    ]
)
(left | right).parent_id = top
number = {"start_value": 0, "target_value": 1000}
shared = env["okr.objective"].create(
    {
        "name": "Shared",
        "cycle_id": cycle.id,
        "user_id": env.uid,
        "level": "company",
        "parent_id": left.id,
        "description": "<p>Begun</p>",
        "member_ids": [(6, 0, users.ids)],
        "key_result_ids": [
            (0, 0, {"name": f"Number {n}", "user_id": env.uid, **number})
            for n in range(3)
        ],
    }
)
own = env["okr.objective"].create(
    [
        {
            "name": f"Mine, {user.name}",
            "cycle_id": cycle.id,
            "user_id": user.id,
            "parent_id": (left if place % 2 else right).id,
            "key_result_ids": [(0, 0, {"name": "Mine", "user_id": user.id, **number})],
        }
        for place, user in enumerate(users)
    ]
)
# What Odoo holds of each, for the hourly refresh
env["res.partner"].create(
    [
        {"name": "Customer", "ref": "okr", "user_id": user.id, "color": 1}
        for user in users
    ]
)
kpi = env["okr.kpi"].create(
    {
        "name": "Figure",
        "code": "workers.figure",
        "model_id": env["ir.model"]._get_id("res.partner"),
        "domain": "[('ref', '=', 'okr')]",
        "aggregate": "sum",
        "measure_field_id": env["ir.model.fields"]._get("res.partner", "color").id,
        "date_field_id": env["ir.model.fields"]._get("res.partner", "create_date").id,
        "user_path": "user_id",
        "run_as_id": env.uid,
    }
)
linked = env["okr.key.result"].create(
    [
        {
            "name": "Linked",
            "objective_id": objective.id,
            "kpi_id": kpi.id,
            "kpi_scope": "user",
            "kpi_user_id": objective.user_id.id,
            "target_value": 1000.0,
        }
        for objective in own
    ]
)
gone = env["okr.objective"].create(
    [
        {
            "name": f"Of before, {user.name}",
            "cycle_id": past.id,
            "user_id": user.id,
            "key_result_ids": [
                (0, 0, {"name": "Before", "user_id": user.id, **number})
            ],
        }
        for user in users
    ]
)
ends = env["okr.objective"].create(
    [
        {
            "name": f"To start, {user.name}",
            "cycle_id": ending.id,
            "user_id": user.id,
            "key_result_ids": [(0, 0, {"name": "Late", "user_id": user.id, **number})],
        }
        for user in users
    ]
)
(shared | own | gone).action_activate()
(left | right).action_activate()
top.action_activate()
template = env["okr.template"].create(
    {
        "name": "For everybody",
        "level": "individual",
        "key_result_ids": [(0, 0, {"name": "Of the template", **number})],
    }
)
tomorrow = env.cr.now() + timedelta(days=1)
keys = {
    user.id: env(user=user.id)["res.users.apikeys"]
    .sudo()
    ._generate(None, "w", tomorrow)
    for user in users | env.user
}
env.flush_all()
env.cr.execute("UPDATE okr_key_result SET kpi_refreshed_at = NULL")
env.cr.commit()
with open(os.environ["OKR_COMPANY"], "w", encoding="utf-8") as target:
    json.dump(
        {
            "keys": keys,
            "admin": env.uid,
            "users": users.ids,
            "cycle": cycle.id,
            "past": past.id,
            "ending": ending.id,
            "top": top.id,
            "left": left.id,
            "right": right.id,
            "shared": shared.id,
            "shared_key_results": shared.key_result_ids.ids,
            "own": own.ids,
            "own_key_results": [o.key_result_ids[0].id for o in own],
            "linked": linked.ids,
            "gone": gone.ids,
            "to_start": ends.ids,
            "template": template.id,
        },
        target,
    )
