from . import (
    okr_checkin,
)
