"""Pages for stewards and a file back for each locality. Never imports Dagster."""
