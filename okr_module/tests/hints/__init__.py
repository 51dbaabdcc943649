from . import (
    test_hints,
    test_hints_rights,
    test_hints_rules,
    test_hints_words,
)
