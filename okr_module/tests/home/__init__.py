from . import test_home, test_home_tour, test_panels
