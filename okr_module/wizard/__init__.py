# A room is named after its concept, as help is
from . import (  # pylint: disable=redefined-builtin
    alignment,
    cycle,
    feedback,
    help,
    key_result,
    kpi,
    objective,
    rhythm,
    template,
)
