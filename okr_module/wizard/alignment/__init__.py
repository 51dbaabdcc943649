from . import okr_alignment_decline
