# A room is named after its concept, as help is
from . import (  # pylint: disable=redefined-builtin
    alignment,
    checkin,
    cycle,
    help,
    key_result,
    kpi,
    objective,
    template,
)
