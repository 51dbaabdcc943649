{
    "name": "OKR: Sales Teams",
    "summary": "KPIs of key results by sales team",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module", "sales_team"],
    "data": [
        "views/okr_key_result_views.xml",
        "wizard/okr_kpi_link_views.xml",
    ],
    "auto_install": True,
}
