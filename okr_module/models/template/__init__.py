from . import (
    okr_template_area,
    okr_template,
    okr_template_key_result,
    okr_template_milestone,
    okr_template_run,
    okr_template_run_line,
    okr_objective,
)
