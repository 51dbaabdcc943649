from . import okr_kpi_bind
