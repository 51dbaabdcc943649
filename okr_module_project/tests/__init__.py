from . import (
    test_okr_initiative_task,
    test_okr_initiative_task_rights,
    test_okr_kpi_filter,
    test_okr_kpi_project,
)
