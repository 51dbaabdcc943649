from . import (
    test_axe,
    test_company_settings,
    test_contract,
    test_days,
    test_demo,
    test_hooks,
    test_hoot,
    test_multi_company,
    test_performance,
    test_styles,
    test_translations,
    test_unsaved,
)
