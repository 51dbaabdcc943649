{
    "name": "OKR: Skills",
    "summary": "Key results take skills and certifications from Skills Management",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/OKR",
    "author": "OKR module founders",
    "license": "LGPL-3",
    "auto_install": True,
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "depends": ["okr_module", "hr_skills"],
    "data": ["data/okr_kpi_data.xml"],
}
