from . import (
    okr_milestone,
    okr_objective,
    okr_key_result,
    okr_dashboard,
)
