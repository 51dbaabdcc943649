"""Settings of a test run, however pytest was started."""

import sys
from pathlib import Path

from hypothesis import settings

# Tests of the launcher import it
ROOT = str(Path(__file__).resolve().parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

# A slow machine is no fault, and a run that failed has to fail again
settings.register_profile("okr", deadline=None, derandomize=True, database=None)
settings.load_profile("okr")
