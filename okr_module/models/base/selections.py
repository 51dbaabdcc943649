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

#: how often people check in
CHECKIN_INTERVALS = [
    ("week", "Every week"),
    ("two_weeks", "Every two weeks"),
    ("month", "Monthly"),
]

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]

#: who may read an objective
VISIBILITIES = [
    ("company", "Whole company"),
    ("department", "Department"),
    ("private", "Private"),
]

#: states in which an objective is live: what it holds counts
LIVE_STATES = ("active", "done")
