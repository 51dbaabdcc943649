from . import okr_plan_change
