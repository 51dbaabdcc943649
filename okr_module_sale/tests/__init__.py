from . import test_okr_kpi_sale, test_okr_kpi_sale_as_of
