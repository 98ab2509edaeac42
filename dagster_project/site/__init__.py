"""The public pages: what the warehouse says, for people who look; no Dagster."""
