from . import test_refresh_by_queue
