"""What must stand before Great Expectations is imported; import this first."""

import os

from dagster_project import importing

os.environ["GX_ANALYTICS_ENABLED"] = "false"
# Three of GX's expectations, none of them ours, take a third of its import for this.
importing.when_needed("scipy", "stats")
