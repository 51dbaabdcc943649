from . import (
    test_feedback,
    test_feedback_ask,
    test_feedback_tour,
    test_feedback_trace,
)
