from . import okr_kpi_link
