"""Says how stored figures differ from those taken again, for ``odoo shell``.

First does what the scheduler would do by itself. Prints ``DIFFERENCES`` and JSON.
"""

import json

NAMES = {
    "okr.key.result": ("current_value", "progress", "attainment", "status"),
    "okr.objective": ("progress", "confidence", "status", "is_measured", "score"),
}

for name in ("rollup", "refresh_key_results", "refresh_objectives", "template_runs"):
    env.ref(f"okr_module.ir_cron_{name}").method_direct_trigger()  # noqa: F821
env.cr.commit()  # noqa: F821
env.invalidate_all()  # noqa: F821


def stored():
    """Return all stored figures."""
    found = {}
    for name, fields in NAMES.items():
        columns = ", ".join(fields)
        env.cr.execute(f"SELECT id, {columns} FROM {env[name]._table}")  # noqa: F821
        for id_, *values in env.cr.fetchall():  # noqa: F821
            for field, value in zip(fields, values, strict=True):
                found[f"{name}({id_}).{field}"] = value
    return found


before = stored()
for name in NAMES:
    records = env[name].search([("cycle_id.state", "!=", "closed")])  # noqa: F821
    records._mark_figures_stale()
    if name == "okr.key.result":
        # The value in force hangs on the check-ins
        for field in ("current_value", "progress", "attainment"):
            env.add_to_compute(records._fields[field], records)  # noqa: F821
    env.flush_all()  # noqa: F821
after = stored()


def differs(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) > 1e-9
    return (one or None) != (other or None)


differences = {
    key: [before[key], after[key]]
    for key in before
    if differs(before[key], after.get(key))
}
env.cr.execute("SELECT count(*) FROM okr_rollup_queue")  # noqa: F821
print("LEFT", env.cr.fetchone()[0])  # noqa: F821
print("DIFFERENCES", json.dumps(differences))
env.cr.rollback()  # noqa: F821
