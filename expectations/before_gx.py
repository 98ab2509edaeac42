"""What must stand before Great Expectations is imported; import this first."""

import os

from dagster_project import importing

os.environ["GX_ANALYTICS_ENABLED"] = "false"
# A few of GX's expectations, none of them ours, need these: almost half of its import.
for _name in ("scipy.stats", "altair"):
    importing.when_needed(_name)
