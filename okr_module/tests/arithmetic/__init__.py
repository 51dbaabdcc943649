from . import (
    test_arithmetic_alignment,
    test_arithmetic_curve,
    test_arithmetic_figures,
    test_arithmetic_original_plan,
    test_arithmetic_plan,
    test_arithmetic_progress,
    test_arithmetic_properties,
    test_arithmetic_rollover,
    test_arithmetic_schedule,
    test_arithmetic_schedule_properties,
    test_arithmetic_seasonal,
    test_arithmetic_status,
)
