"""The words for how things stand, in one place for fields and screens."""

STATUS = [
    ("off_track", "Off track"),
    ("overdue", "Overdue"),
    ("at_risk", "At risk"),
    ("no_data", "No data"),
    ("too_early", "Too early"),
    ("on_track", "On track"),
    ("achieved", "Achieved"),
    ("cancelled", "Dropped"),
]

STATED_STATUS = [
    ("on_track", "On track"),
    ("at_risk", "At risk"),
    ("off_track", "Off track"),
]

#: states in which an objective is live: what it holds counts
LIVE_STATES = ("active", "done")
