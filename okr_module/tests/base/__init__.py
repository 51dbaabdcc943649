from . import (
    test_company_settings,
    test_demo,
    test_hooks,
    test_hoot,
    test_multi_company,
    test_performance,
    test_translations,
    test_unsaved,
)
