from . import (
    test_initiative,
    test_initiative_rights,
)
