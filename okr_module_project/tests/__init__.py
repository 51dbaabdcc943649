from . import test_okr_initiative_task, test_okr_kpi_project
