from . import okr_kpi_link, okr_kpi_objective
