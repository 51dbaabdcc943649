from . import crm_team, okr_key_result
