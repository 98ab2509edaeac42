"""`python -m dagster_project` is `ipw`."""

from dagster_project.cli import main

main()
