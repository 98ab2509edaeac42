"""`python -m tests.bundled`: write the bundled submissions, or `--check` them."""

import argparse
import sys

from dagster_project import paths
from tests.bundled import docs, generator


def main() -> int:
    """Write `raw/received` and `docs/bundled.md`, or say what is not as generated."""
    parser = argparse.ArgumentParser(prog="python -m tests.bundled")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    if parser.parse_args().check:
        found = generator.differences(paths.received())
        print(*(found or ["as generated"]), sep="\n")
        return 1 if found else 0
    written = generator.write(paths.received())
    docs.write()
    print(f"{written} files in {paths.received()}")
    left = generator.differences(paths.received())
    print(*left, sep="\n", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
