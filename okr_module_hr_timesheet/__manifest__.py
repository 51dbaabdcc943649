{
    "name": "OKR: Timesheet KPIs",
    "summary": "Key results linked to hours logged on projects",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module", "hr_timesheet"],
    "data": ["data/okr_kpi_data.xml"],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
