from . import (
    digest_digest,
    okr_checkin,
    okr_engagement,
    okr_engagement_status,
    res_company,
    res_config_settings,
)
