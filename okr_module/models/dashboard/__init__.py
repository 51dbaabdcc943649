from . import (
    okr_objective,
    okr_key_result,
    okr_dashboard,
)
