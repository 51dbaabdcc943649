from . import (
    okr_objective,
    okr_objective_access,
    okr_objective_progress,
    okr_objective_review,
    okr_objective_rollover,
    okr_rollup,
    okr_objective_pending_rollup,
)
