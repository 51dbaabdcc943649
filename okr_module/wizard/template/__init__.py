from . import okr_template_use
