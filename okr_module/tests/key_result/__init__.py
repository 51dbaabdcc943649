from . import (
    test_averages,
    test_curve,
    test_forecast_words,
    test_key_result,
    test_key_result_entry,
    test_original_plan,
    test_plan_days,
    test_plan_kind,
    test_plan_reason,
    test_target_change,
)
