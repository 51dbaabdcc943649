from . import (
    base,
    okr_reach_mixin,
    okr_import_name_mixin,
    hr_department,
    hr_employee,
    hr_version,
    ir_ui_menu,
    res_company,
    res_config_settings,
    res_users,
)
