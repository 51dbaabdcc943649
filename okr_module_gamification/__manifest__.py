{
    "name": "OKR: Gamification",
    "summary": "Key results take badges and the goal definitions of Gamification",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/OKR",
    "author": "OKR module founders",
    "license": "LGPL-3",
    "auto_install": True,
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "depends": ["okr_module", "gamification"],
    "data": [
        "data/okr_kpi_data.xml",
        "views/gamification_goal_definition_views.xml",
        "views/okr_kpi_views.xml",
    ],
}
