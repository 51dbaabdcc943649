from . import okr_feedback_ask
