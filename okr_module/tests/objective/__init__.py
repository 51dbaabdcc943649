from . import (
    test_activation,
    test_honesty,
    test_ideas,
    test_objective,
    test_prepared,
    test_review,
    test_rollover,
    test_rollover_rights,
    test_rollup,
    test_thresholds,
)
