{
    "name": "OKR: Spreadsheet Dashboard",
    "summary": "OKRs of the running cycles among Odoo's dashboards",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/OKR",
    "author": "OKR module founders",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["okr_module", "spreadsheet_dashboard"],
    "data": ["data/dashboards.xml"],
    "assets": {
        "web.assets_tests": ["okr_module_spreadsheet_dashboard/static/tests/tours/*"],
    },
}
