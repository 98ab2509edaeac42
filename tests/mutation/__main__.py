"""`python -m tests.mutation [words]`: which test sees each change of the SQL?

Runs in a copy of the project in a temporary folder: first every test that is named,
unchanged, which must pass; then for each mutant (all, or those whose name holds a word
given) its own tests up to the first that fails. Prints a table and ends with 1 if a
change went unnoticed. Some ten seconds a mutant.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dagster_project import paths
from tests.mutation import meanings, mutants, strictness

MUTANTS = (
    *mutants.DROPPED,
    *mutants.BLINDED,
    *strictness.ENDS,
    *strictness.THRESHOLDS,
    *meanings.CELLS,
    *meanings.STEWARDS,
    *meanings.TERRITORIES,
)
COPIED = ("dagster_project", "dbt", "expectations", "tests", "pyproject.toml")
NOT_SQL = re.compile(r"dbt compile|(?:Binder|Parser|Catalog)Exception")
RED = re.compile(r"^(?:FAILED|ERROR) \S+?::(\w+)", re.MULTILINE)


def copied(target: Path) -> Path:
    """The parts of the project that the SQL's tests need."""
    for name in COPIED:
        source = paths.PROJECT / name
        if source.is_dir():
            leave = shutil.ignore_patterns("__pycache__", "target", "logs")
            shutil.copytree(source, target / name, ignore=leave)
        else:
            shutil.copy2(source, target / name)
    return target


def first_red(project: Path, stems: Iterable[str]) -> str | None:
    """The first test that fails; None if all pass. Raises if it is no SQL."""
    files = [f"tests/{stem}.py" for stem in stems]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *files, "-x", "-p", "no:cacheprovider"],
        cwd=project,
        env=os.environ | {"IPW_BUILD": str(project / "build")},
        capture_output=True,
        text=True,
        check=False,
    )
    red = RED.search(run.stdout)
    if run.returncode == 0:
        return None
    if red is None or NOT_SQL.search(run.stdout):
        raise RuntimeError(run.stdout[-3000:] + run.stderr[-1000:])
    return red.group(1)


def judged(project: Path, mutant: mutants.Mutant) -> str | None:
    """The test that sees the mutant, None if it survives; the file is put back."""
    path = project / "dbt" / mutant.path
    sound = path.read_text("utf-8")
    if mutant.old not in sound:
        raise LookupError(f"{mutant.name}: {mutant.path} no longer holds {mutant.old}")
    path.write_text(sound.replace(mutant.old, mutant.new), "utf-8")
    try:
        return first_red(project, mutant.tests)
    finally:
        path.write_text(sound, "utf-8")


def main(words: list[str]) -> int:
    """Judge the mutants and print a line of the table for each."""
    chosen = [m for m in MUTANTS if not words or any(w in m.name for w in words)]
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder))
        stems = dict.fromkeys(stem for mutant in chosen for stem in mutant.tests)
        if red := first_red(project, stems):
            raise RuntimeError(f"{red} fails already without a change")
        print("| Change | File | Test that sees it |\n|---|---|---|")
        for mutant in chosen:
            seen = judged(project, mutant)
            survivors += seen is None
            test = f"`{seen}`" if seen else "**none**"
            print(
                f"| {mutant.name} | `{Path(mutant.path).stem}` | {test} |", flush=True
            )
    print(f"\n{len(chosen)} changes, {survivors} unnoticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
