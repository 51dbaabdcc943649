from . import (
    test_vision,
)
