"""`python -m tests.parse`: the dbt project parses, and a warning is an error."""

import sys
import tempfile

from dbt.cli.main import dbtRunner

from dagster_project import paths


def main() -> int:
    """Parse in a folder of its own; a deprecation or a loose YAML is an error."""
    with tempfile.TemporaryDirectory() as target:
        outcome = dbtRunner().invoke(
            [
                "--warn-error",
                "parse",
                "--no-partial-parse",
                "--project-dir", str(paths.DBT_PROJECT),
                "--profiles-dir", str(paths.DBT_PROJECT),
                "--target-path", target,
                "--log-path", target,
                "--quiet",
            ]
        )  # fmt: skip
    if not outcome.success:
        print(outcome.exception or "dbt parse failed", file=sys.stderr)
        return 1
    print("dbt parse: no warnings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
