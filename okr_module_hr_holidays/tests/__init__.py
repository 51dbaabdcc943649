from . import test_okr_kpi_hr_holidays, test_okr_leave, test_okr_quarter
