from . import okr_feedback, okr_objective, res_company, res_config_settings
