"""What the data files cannot do when an addon comes, and Odoo when it goes."""

import logging

from odoo.fields import Domain

from .models.base import reach_state

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Give every company its running fiscal year, so that nobody starts blank.

    A company that has a cycle already, its own or one for all, is not blank: a
    second year beside the one it works in would only confuse.
    """
    cycles = env["okr.cycle"]
    for company in env["res.company"].search([]):
        if not cycles.search_count(
            [("company_id", "in", (company.id, False))], limit=1
        ):
            cycles._generate_running_year(company)


def uninstall_hook(env):
    """Let go of what would stay behind when Odoo takes the module out."""
    reach_state.take_down(env.cr)
    _forget_inherited_names(env)
    _forget_foreign_keys(env)
    _release_employees(env)
    _release_kpis(env)


def _forget_inherited_names(env):
    """Delete the names that Odoo gave to what our models inherit.

    They stand under the modules that wrote the mixins, such as mail, and Odoo leaves
    them behind when the models go.
    """
    env["ir.model.data"].search(
        [
            ("module", "not =like", "okr\\_module%"),
            ("model", "in", ("ir.model.fields.selection", "ir.model.inherit")),
            "|",
            ("name", "=like", "selection\\_\\_okr\\_%"),
            ("name", "=like", "model\\_inherit\\_\\_okr\\_%"),
        ]
    ).unlink()


def _forget_foreign_keys(env):
    """Take out the foreign keys of our fields on models of others.

    Odoo drops the columns and leaves its note of the keys behind.
    """
    env["ir.model.constraint"].search(
        [
            ("module.name", "=", "okr_module"),
            ("type", "=", "f"),
            ("model.model", "not =like", "okr.%"),
        ]
    ).unlink()


def _release_employees(env):
    """Part the employees of Odoo's demonstration data from the users of ours.

    A user who has an employee cannot be deleted. Real users have no name in this
    module, so nobody else is touched.
    """
    users = env["ir.model.data"].search(
        [("module", "=", "okr_module"), ("model", "=", "res.users")]
    )
    employees = env["hr.employee"].with_context(active_test=False)
    # hr can part one employee at a time from a user
    for employee in employees.search([("user_id", "in", users.mapped("res_id"))]):
        employee.user_id = False


def _release_kpis(env):
    """Let KPIs be deleted although key results and ratios hold on to them.

    By hand: all of it goes, and nothing is to be checked or counted again.
    """
    env.flush_all()
    env.cr.execute("UPDATE okr_key_result SET kpi_id = NULL")
    env.cr.execute("UPDATE okr_kpi SET numerator_id = NULL, denominator_id = NULL")
    env.invalidate_all()


# --- FOR THE ADDONS THAT BRING FIGURES ---


def keep_linked_kpis(env, module):
    """Keep the KPIs of an addon that goes, as far as something is linked to them.

    For the ``uninstall_hook`` of an addon that brings KPIs. Its other KPIs go
    with it. The kept ones are archived; the key results linked to them stay as they
    are and say at the next refresh which app is missing.
    """
    names = env["ir.model.data"].search(
        [("module", "=", module), ("model", "=", "okr.kpi")]
    )
    Kpi = env["okr.kpi"].with_context(active_test=False)
    kpis = Kpi.browse(names.mapped("res_id")).exists()
    linked = env["okr.key.result"].with_context(active_test=False)
    kept = linked.search([("kpi_id", "in", kpis.ids)]).kpi_id
    # A ratio of the customer's own, or one that is kept, needs its two KPIs.
    gone = kpis - kept
    parts = Domain("numerator_id", "in", kpis.ids)
    parts |= Domain("denominator_id", "in", kpis.ids)
    ratios = Kpi.search(parts & Domain("id", "not in", gone.ids))
    kept |= (ratios.numerator_id | ratios.denominator_id) & kpis
    kept.active = False
    for name in names.filtered(lambda name: name.res_id in kept.ids):
        name.write(
            {
                "module": "okr_module",
                "name": _kept_name(module, name.name),
                "noupdate": True,
            }
        )
    # Ratios first: they hold on to their two KPIs.
    (kpis - kept).filtered(lambda kpi: kpi.source == "ratio").unlink()
    _logger.info("%s: %s linked KPIs are kept", module, len(kept))


def adopt_kept_kpis(env, module):
    """Give an addon that comes back the KPIs that were kept when it went.

    For the ``pre_init_hook`` of an addon that brings KPIs: its data file then
    finds them, and what is linked to them lives again.
    """
    prefix = _kept_name(module, "")
    names = env["ir.model.data"].search(
        [("module", "=", "okr_module"), ("model", "=", "okr.kpi")]
    )
    for name in names.filtered(lambda name: name.name.startswith(prefix)):
        name.write(
            {
                "module": module,
                "name": name.name.removeprefix(prefix),
                "noupdate": False,
            }
        )
        env["okr.kpi"].browse(name.res_id).active = True


def _kept_name(module, name):
    return f"kept__{module}__{name}"
