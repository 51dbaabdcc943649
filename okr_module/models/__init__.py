# A room is named after its concept, as help is
from . import (  # pylint: disable=redefined-builtin
    base,
    mixins,
    cycle,
    objective,
    key_result,
    checkin,
    kpi,
    alignment,
    initiative,
    help,
    hints,
    template,
    vision,
    dashboard,
    home,
)
