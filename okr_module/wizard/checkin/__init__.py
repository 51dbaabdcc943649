from . import okr_checkin_session
