from . import okr_handover
