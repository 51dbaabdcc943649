from . import (
    test_engagement,
    test_engagement_days,
    test_engagement_rows,
    test_engagement_screen,
    test_engagement_small_groups,
    test_engagement_status,
    test_engagement_tour,
    test_hr_wall,
)
