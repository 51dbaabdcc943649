from . import test_presentation, test_presentation_tour, test_vision
