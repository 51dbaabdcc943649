from . import (
    test_template,
    test_template_rights,
    test_template_run,
    test_template_run_server,
)
