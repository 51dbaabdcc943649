from . import (
    okr_vision,
    okr_pillar,
    okr_objective,
)
