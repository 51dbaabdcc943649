from . import (
    okr_help_request,
    okr_checkin,
    okr_key_result,
    okr_objective,
    mail_activity,
)
