{
    "name": "OKR: Attendances",
    "summary": "Key results take worked and extra hours from Attendances",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module", "hr_attendance"],
    "data": ["data/okr_kpi_data.xml"],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
