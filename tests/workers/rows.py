"""Makes forty bound key results, lets a day pass, and the hourly job hand them out.

For ``odoo shell``. Ten people with an objective each, four figures.
"""

from datetime import timedelta

PEOPLE, FIGURES = 10, 4

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"tracking_disable": True, "no_reset_password": True},
)
today = env.company._okr_today()
field = env["ir.model.fields"]._get
cycle = env["okr.cycle"].create(
    {
        "name": "Season",
        "date_start": today - timedelta(days=30),
        "date_end": today + timedelta(days=30),
    }
)
users = env["res.users"].create(
    [{"name": f"Seller {n}", "login": f"seller{n}"} for n in range(PEOPLE)]
)
env["res.partner"].create(
    [
        {
            "name": "Customer",
            "ref": "okr",
            "user_id": user.id,
            "company_id": env.company.id,
            "color": number + 1,
        }
        for number, user in enumerate(users)
    ]
)
kpis = env["okr.kpi"].create(
    [
        {
            "name": f"Figure {number}",
            "code": f"workers.{number}",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "domain": "[('ref', '=', 'okr')]",
            "aggregate": "sum",
            "measure_field_id": field("res.partner", "color").id,
            "date_field_id": field("res.partner", "create_date").id,
            "user_path": "user_id",
            "multiplier": number + 1,
            "run_as_id": env.uid,
        }
        for number in range(FIGURES)
    ]
)
# A batch of four is one objective, so the first two jobs have no row in common.
env.cr.execute("ALTER SEQUENCE okr_key_result_id_seq RESTART WITH 1000")
env["ir.config_parameter"].set_param("okr_module_queue_job.batch_size", str(FIGURES))
objectives = env["okr.objective"].create(
    [
        {
            "name": f"Mine, {user.login}",
            "cycle_id": cycle.id,
            "user_id": user.id,
            "key_result_ids": [
                (
                    0,
                    0,
                    {
                        "name": kpi.name,
                        "kpi_id": kpi.id,
                        "kpi_scope": "user",
                        "kpi_user_id": user.id,
                        "target_value": 100.0,
                    },
                )
                for kpi in kpis
            ],
        }
        for user in users
    ]
)
objectives.action_activate()
env.cr.commit()
# A day passes, and every figure moves.
env.cr.execute("UPDATE okr_checkin SET date = date - 1")
env.cr.execute("UPDATE okr_key_result SET kpi_refreshed_at = NULL")
env.cr.execute("UPDATE res_partner SET color = color + 1 WHERE ref = 'okr'")
env.invalidate_all()
env.cr.commit()
cron = env.ref("okr_module.ir_cron_refresh_kpis")
cron.method_direct_trigger()
# Whatever the hour says a second time, each batch waits once.
cron.method_direct_trigger()
env.cr.commit()
