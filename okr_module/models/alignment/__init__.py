from . import (
    okr_alignment_request,
    okr_objective,
    okr_objective_request,
    okr_key_result,
    okr_cycle,
)
