from . import test_okr_kpi_hr_attendance
