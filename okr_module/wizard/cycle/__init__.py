from . import (
    okr_cycle_generate,
    okr_cycle_report,
    okr_cycle_setup,
    okr_cycle_transition,
)
