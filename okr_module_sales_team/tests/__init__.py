from . import test_team_panel
