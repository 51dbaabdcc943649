{
    "name": "OKR: CRM KPIs",
    "summary": "Key results linked to leads, won revenue and win rate",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module_sales_team", "crm"],
    "data": ["data/okr_kpi_data.xml"],
    "assets": {"web.assets_tests": ["okr_module_crm/static/tests/tours/**/*"]},
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
