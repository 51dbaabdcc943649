from . import (
    transition_note,
    okr_cycle,
    okr_cycle_transition,
    okr_cycle_closing,
    okr_cycle_summary,
)
