{
    "name": "OKR: Skills",
    "summary": "Key results take skills and certifications from Skills Management",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module", "hr_skills"],
    "data": ["data/okr_kpi_data.xml"],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
