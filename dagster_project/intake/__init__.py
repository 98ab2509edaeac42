"""From a dropped file to `raw/received` or `raw/refused`. Never imports Dagster."""
