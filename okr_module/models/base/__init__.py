from . import (
    base,
    hr_department,
    hr_employee,
    hr_version,
    ir_ui_menu,
    res_company,
    res_config_settings,
    res_users,
)
