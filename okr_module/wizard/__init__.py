from . import (
    okr_alignment_decline,
    okr_cancel,
    okr_change_target,
    okr_checkin_session,
    okr_cycle_generate,
    okr_help_answer,
    okr_cycle_transition,
    okr_kpi_link,
    okr_plan_cycle,
    okr_rollover,
    okr_template_use,
)
