"""The product's settings on a data folder of this test process alone (`--ds` in pyproject.toml, before all else).

No test ever touches the `.sanwu/` of the checkout, nor a database that the shell's environment names.
"""

import os
import tempfile
from pathlib import Path

# One folder per process: xdist workers inherit the variable of their parent, so it is always set anew.
SCRATCH = Path(tempfile.mkdtemp(prefix="sanwu-tests-")).resolve()
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")

for name in list(os.environ):
    if name in {"DATABASE_URL", "PORT"} or (name.startswith("SANWU_") and name != "SANWU_TRIAL_DATA"):
        del os.environ[name]
os.environ["SANWU_HOME"] = str(SCRATCH)
os.environ["SANWU_STRICT_RULES"] = "1"
os.environ["SANWU_SECOND_FACTOR"] = "nobody"  # tests of the second factor switch it on
if TEST_DATABASE_URL:
    os.environ["DATABASE_URL"] = TEST_DATABASE_URL
# What a test starts as a program gets the product's own settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "sanwu.project.settings"

from sanwu.project.settings import *  # noqa: E402, F403 - the environment had to come first

SANWU_STRICT_RULES = True  # a view that declares no rule is an error that names it, not a 403
if not TEST_DATABASE_URL:
    # Every xdist process has a memory of its own; a name with the process in it would be taken for a file.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
