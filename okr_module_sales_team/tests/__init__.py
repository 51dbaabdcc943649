from . import test_demo_rights, test_team_panel
