from . import (
    okr_input_access_mixin,
    okr_private_note_mixin,
    okr_private_thread_mixin,
    okr_revision_mixin,
    okr_origin_mixin,
    okr_daily_refresh_mixin,
    okr_droppable_mixin,
    okr_value_format_mixin,
)
