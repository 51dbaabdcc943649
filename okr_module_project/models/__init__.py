from . import okr_initiative, okr_initiative_in_step, okr_key_result, project_task
