from . import (
    test_help_request,
)
