from . import (
    okr_objective,
    okr_objective_access,
    okr_objective_children,
    okr_objective_progress,
    okr_objective_review,
    okr_objective_rollover,
    okr_objective_transition,
    okr_rollup_queue,
    okr_objective_pending_rollup,
)
