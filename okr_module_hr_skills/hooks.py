"""Linked KPIs stay when the app goes, and live again when it comes back."""

from odoo.addons.okr_module.hooks import adopt_kept_kpis, keep_linked_kpis


def pre_init_hook(env):
    adopt_kept_kpis(env, "okr_module_hr_skills")


def uninstall_hook(env):
    keep_linked_kpis(env, "okr_module_hr_skills")
