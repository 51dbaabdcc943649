from . import test_engagement, test_engagement_screen, test_engagement_tour
