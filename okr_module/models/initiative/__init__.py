from . import (
    okr_initiative,
    okr_key_result,
    okr_objective,
)
