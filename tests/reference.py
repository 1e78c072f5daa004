"""The reference material beside the project: official files and expected results, for measurement only.

Tests that need it are marked `shared`; tests/conftest.py leaves them out, and names them, where it is missing.
"""

import os
from pathlib import Path

REFERENCE = Path(os.environ.get("CASECONSULTANT_SHARED", Path(__file__).parents[2] / "shared"))
