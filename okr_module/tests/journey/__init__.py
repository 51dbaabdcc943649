from . import (
    test_click_everywhere,
    test_cycle_journey,
    test_journey,
    test_key_results_phone,
    test_long_titles,
    test_year,
)
