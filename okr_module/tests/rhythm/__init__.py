from . import (
    test_rhythm_answer,
    test_rhythm_reckoning,
    test_reminder,
    test_reminder_answer,
    test_reminder_deputy,
    test_reminder_letter,
    test_reminder_quiet,
)
