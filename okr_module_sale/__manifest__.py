{
    "name": "OKR: Sales KPIs",
    "summary": "Key results linked to sales orders",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module_sales_team", "sale"],
    "data": ["data/okr_kpi_data.xml"],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
