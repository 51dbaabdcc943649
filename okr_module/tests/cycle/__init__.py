from . import (
    test_closed_cycle,
    test_closing_at_once,
    test_cycle,
    test_cycle_ahead,
    test_cycle_summary,
    test_cycle_report,
    test_cycle_closing,
    test_cycle_transition,
)
