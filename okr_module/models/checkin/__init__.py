from . import (
    okr_checkin,
    okr_checkin_session,
    okr_key_result,
    okr_objective,
)
