from . import test_first_steps, test_home, test_home_tour, test_panels
