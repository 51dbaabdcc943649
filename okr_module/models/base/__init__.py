from . import (
    res_company,
    res_users,
    res_config_settings,
)
