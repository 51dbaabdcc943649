"""Moves the figures once more, and lets the hourly job hand them out; for a shell.

By now all objectives are aligned to one: the jobs meet on its row.
"""

env = env(user=env.ref("base.user_admin"))  # noqa: F821
objectives = env["okr.objective"].search([])
top = env["okr.objective"].create(
    {
        "name": "All of us",
        "level": "company",
        "cycle_id": objectives.cycle_id.id,
        "user_id": env.uid,
        "rollup": "aligned",
    }
)
objectives.parent_id = top
top.action_activate()
env.cr.commit()
env.cr.execute("UPDATE okr_key_result SET kpi_refreshed_at = NULL")
env.cr.execute("UPDATE res_partner SET color = color + 1 WHERE ref = 'okr'")
env.invalidate_all()
env.cr.commit()
env.ref("okr_module.ir_cron_refresh_kpis").method_direct_trigger()
env.cr.commit()
