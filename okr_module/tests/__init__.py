# Odoo's runner looks for test modules here, by name; so the names are unique.
from .base import (
    test_demo,
    test_hooks,
    test_hoot,
    test_multi_company,
    test_performance,
    test_unsaved,
)
from .mixins import (
    test_access_archived,
    test_access_rights,
    test_access_rights_levels,
    test_daily_figures,
    test_drop,
    test_no_side_door_calls,
    test_no_side_door_dialogs,
    test_no_side_door_history,
    test_no_side_door_mail,
    test_no_side_door_read,
    test_no_side_door_rollup,
    test_no_side_door_sweep,
    test_no_side_door_write,
    test_revision,
)
from .arithmetic import (
    test_arithmetic_alignment,
    test_arithmetic_curve,
    test_arithmetic_figures,
    test_arithmetic_original_plan,
    test_arithmetic_plan,
    test_arithmetic_progress,
    test_arithmetic_properties,
    test_arithmetic_rollover,
    test_arithmetic_schedule,
    test_arithmetic_schedule_properties,
    test_arithmetic_seasonal,
    test_arithmetic_status,
)
from .cycle import (
    test_closed_cycle,
    test_cycle,
    test_cycle_ahead,
    test_cycle_transition,
)
from .objective import (
    test_activation,
    test_honesty,
    test_ideas,
    test_objective,
    test_review,
    test_rollover,
    test_rollover_rights,
)
from .key_result import (
    test_curve,
    test_forecast_words,
    test_key_result,
    test_key_result_entry,
    test_original_plan,
    test_plan_kind,
    test_target_change,
)
from .checkin import (
    test_checkin,
    test_checkin_session_tour,
)
from .kpi import (
    test_kpi_bulk,
    test_kpi_closing,
    test_kpi_digest,
    test_kpi_filter,
    test_kpi_hr,
    test_kpi_hr_as_of,
    test_kpi_link_rights,
    test_kpi_overlap,
    test_kpi_past,
    test_kpi_picker,
    test_kpi_push,
    test_kpi_push_http,
    test_kpi_ready_made,
    test_kpi_refresh,
    test_kpi_rights,
    test_kpi_small_groups,
    test_seasonal,
    test_seasonal_people,
)
from .alignment import (
    test_alignment,
    test_alignment_map,
    test_alignment_refused,
    test_alignment_request,
    test_circles,
)
from .initiative import (
    test_initiative,
    test_initiative_rights,
)
from .help import (
    test_help_request,
)
from .hints import (
    test_hints,
    test_hints_rights,
    test_hints_rules,
    test_hints_words,
)
from .template import (
    test_template,
    test_template_rights,
    test_template_run,
    test_template_run_server,
)
from .vision import (
    test_vision,
)
from .journey import (
    test_click_everywhere,
    test_cycle_journey,
    test_journey,
    test_year,
)
