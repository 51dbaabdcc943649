from . import (
    okr_kpi_category,
    okr_kpi_value,
    okr_kpi,
    okr_kpi_source,
    okr_kpi_preview,
    okr_key_result,
    okr_key_result_refresh,
    okr_key_result_seasonal,
    okr_checkin,
    okr_cycle,
    ir_model,
    ir_model_fields,
)
