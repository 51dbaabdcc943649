from . import (
    okr_key_result,
    okr_key_result_progress,
    okr_key_result_rollover,
    okr_key_result_transition,
    okr_milestone,
    okr_plan_point,
    okr_target_change,
)
