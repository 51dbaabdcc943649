from . import (
    digest_digest,
    okr_checkin,
    okr_engagement,
    okr_engagement_screen,
    okr_engagement_row,
    okr_engagement_as_rows,
    okr_engagement_status,
    okr_engagement_team,
    res_company,
    res_config_settings,
)
