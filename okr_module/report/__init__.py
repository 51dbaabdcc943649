from . import okr_employment
