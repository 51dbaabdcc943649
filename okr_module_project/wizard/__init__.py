from . import okr_initiative_task, okr_task_link
