from . import test_okr_kpi_project
