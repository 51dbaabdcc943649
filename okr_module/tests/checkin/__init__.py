from . import (
    test_checkin,
    test_checkin_session,
    test_checkin_session_tour,
    test_discussion,
)
