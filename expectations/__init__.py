"""What is expected of a report: the form as GX suites. Never imports Dagster."""
