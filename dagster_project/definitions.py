"""The code location on one page: what there is, by name."""

import dagster as dg

from dagster_project import assets, automation

defs = dg.Definitions(
    assets=assets.ALL,
    jobs=[automation.refresh_warehouse],
    schedules=[automation.nightly_refresh],
    sensors=[automation.submission_arrived, automation.refresh_failed],
    resources={"refresh_lock": assets.refresh_lock},
    # One process a run: every step would pay the imports again (Dagster #19607).
    executor=dg.in_process_executor,
)
