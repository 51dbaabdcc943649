{
    "name": "OKR: Import",
    "summary": "Objectives out of a file, with the words on the screen as headers",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/OKR",
    "author": "OKR module founders",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["okr_module", "base_import"],
}
