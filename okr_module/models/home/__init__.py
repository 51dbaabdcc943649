from . import (
    okr_panel_mixin,
    okr_person_mixin,
    okr_objective,
    hr_department,
    hr_employee,
    hr_employee_public,
    ir_http,
    okr_home,
    res_users,
)
