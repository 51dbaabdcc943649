from . import okr_change_target
