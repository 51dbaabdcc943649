from . import (
    okr_cancel,
    okr_plan_cycle,
    okr_plan_reason,
    okr_rollover,
)
