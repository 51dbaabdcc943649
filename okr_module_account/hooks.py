"""The KPIs come and go with the app, what is linked to them stays."""

from odoo.addons.okr_module.hooks import adopt_kept_kpis, keep_linked_kpis


def pre_init_hook(env):
    adopt_kept_kpis(env, "okr_module_account")


def uninstall_hook(env):
    keep_linked_kpis(env, "okr_module_account")
