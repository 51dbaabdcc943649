from . import okr_help_answer
