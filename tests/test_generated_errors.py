"""What the named causes are worth on generated errors, and that the docs say so."""

from collections import Counter

import pytest

from dagster_project import paths
from tests import generated_errors

START = "<!-- generated errors: start -->"
END = "<!-- generated errors: end -->"


@pytest.fixture(scope="module")
def counts() -> dict[str, Counter[str]]:
    return generated_errors.outcomes(seed=2024)


def test_a_wrong_cell_is_rarely_accused(counts: dict[str, Counter[str]]) -> None:
    known = sum((counts[kind] for kind in generated_errors.KNOWN), Counter())
    assert known.total() > 600
    assert known["wrong cell"] <= 0.02 * known.total()
    assert known["cause and cell"] >= 0.6 * known.total()
    unknown = sum((counts[kind] for kind in generated_errors.UNKNOWN), Counter())
    assert unknown["wrong cell"] <= 0.2 * unknown.total()


def test_the_docs_show_what_was_measured(counts: dict[str, Counter[str]]) -> None:
    docs = (paths.PROJECT / "docs" / "stewards.md").read_text("utf-8")
    shown = docs.partition(START)[2].partition(END)[0].strip()
    assert shown == generated_errors.table(counts)
