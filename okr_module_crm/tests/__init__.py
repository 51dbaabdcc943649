from . import (
    test_journey,
    test_okr_kpi_crm,
    test_okr_kpi_crm_as_of,
    test_okr_kpi_kept,
)
