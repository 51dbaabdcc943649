from . import okr_initiative, okr_key_result, project_task
