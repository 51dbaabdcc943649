from . import (
    alignment,
    checkin,
    cycle,
    help,
    key_result,
    kpi,
    objective,
    template,
)
