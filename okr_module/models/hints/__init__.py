from . import (
    okr_hints_mixin,
    okr_objective,
    okr_key_result,
)
