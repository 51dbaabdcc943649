from . import okr_key_result
