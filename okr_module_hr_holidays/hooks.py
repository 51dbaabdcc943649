"""What the data file cannot do; and linked KPIs stay when the app goes."""

from odoo.addons.okr_module.hooks import adopt_kept_kpis, keep_linked_kpis

MODULE = "okr_module_hr_holidays"


def pre_init_hook(env):
    adopt_kept_kpis(env, MODULE)


def post_init_hook(env):
    """Add the days of sickness where Odoo's own type for them is still there.

    Nothing else tells sickness from other absence: a type is a name, in the customer's
    words, and a data file that refers to a deleted type would not install.
    """
    sickness = env.ref("hr_holidays.leave_type_sick_time_off", raise_if_not_found=False)
    if not sickness:
        return
    days_taken = env.ref(f"{MODULE}.okr_kpi_days_taken")
    values = days_taken.copy_data(
        {
            "name": "Sick days",
            "code": "hr_holidays.sick_days",
            "question": "How many days were our people ill?",
            "description": "Approved days of Odoo's own type of time off for sickness, "
            "by the first day: a leave counts whole on the day it begins. If sickness "
            "has further types with you, add them to the filter. Not shown for fewer "
            "than five people who were ill.",
            "sequence": 320,
            "domain": repr(
                [("state", "=", "validate"), ("holiday_status_id", "=", sickness.id)]
            ),
            "active": True,
        }
    )[0]
    env["okr.kpi"]._load_records(
        [{"xml_id": f"{MODULE}.okr_kpi_sick_days", "values": values, "noupdate": True}]
    )


def uninstall_hook(env):
    keep_linked_kpis(env, MODULE)
