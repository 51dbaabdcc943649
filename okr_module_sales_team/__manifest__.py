{
    "name": "OKR: Sales Teams",
    "summary": "KPIs of key results by sales team",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/OKR",
    "author": "OKR module founders",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["okr_module", "sales_team"],
    "data": [
        "views/crm_team_views.xml",
        "views/okr_key_result_views.xml",
        "wizard/okr_kpi_link_views.xml",
    ],
    "demo": ["demo/res_users_demo.xml"],
}
