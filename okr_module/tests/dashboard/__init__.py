from . import (
    test_dashboard,
    test_dashboard_as_of,
    test_dashboard_rights,
    test_dashboard_tour,
)
