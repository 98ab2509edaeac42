"""`ipw check`: the verdict on one file, by the real command, touching nothing."""

import json
from pathlib import Path

import openpyxl
import pytest

from dagster_project import template
from tests.installation import Installation

pytestmark = pytest.mark.xdist_group("pipeline")

# Quảng Ninh, 2025 (open until the end of 2026): a form that adds up, by hand.
SOUND = {"A": 2, "A1": 1, "A2": 1, "A3": 0, "A9": 0, "K": 3, "K1": 2, "K2": 1}
WHOLE = {"L": 60, "L1": 40, "L2": 20, "LB1": 60, "LB2": 0, "LB3": 0, "LB4": 0, "LB9": 0}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    file = tmp_path / "bao-cao.xlsx"
    template.write(file, 2025, ("34", "22"), SOUND | WHOLE)
    return file


def state(installation: Installation) -> dict[Path, int]:
    """Every file below raw/ and build/published with its time of change."""
    roots = (installation.raw, installation.build / "published")
    return {
        path: path.stat().st_mtime_ns
        for root in roots
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_sound_file_is_fine_and_nothing_is_touched(
    bundled: Installation, form: Path
) -> None:
    before = state(bundled)
    answer = json.loads(bundled.ipw("check", str(form), "--json"))
    (submission,) = answer["submissions"]
    assert answer["is_fine"]
    assert (submission["unit_set"], submission["locality_code"]) == ("34", "22")
    assert submission["report_year"] == 2025
    verdicts = {rule["rule_id"]: rule["verdict"] for rule in submission["rules"]}
    assert verdicts["SUM:A:document_type"] == "exact"
    assert verdicts["SUM:L:audience"] == "exact"
    assert state(bundled) == before


def test_the_rules_are_those_of_the_warehouse(
    bundled: Installation, form: Path
) -> None:
    answer = json.loads(bundled.ipw("check", str(form), "--json"))
    rules = {rule["rule_id"] for rule in answer["submissions"][0]["rules"]}
    known = bundled.ask("select rule_id from reference.rules where report_year = 2025")
    assert rules == {rule for (rule,) in known}


def test_a_total_that_does_not_add_up_ends_with_3_and_is_marked(
    bundled: Installation, form: Path, tmp_path: Path
) -> None:
    """A = 3 against 1 + 1 + 0 + 0: one too many."""
    template.write(form, 2025, ("34", "22"), SOUND | WHOLE | {"A": 3})
    marked = tmp_path / "marked.xlsx"
    told = bundled.ipw("check", str(form), "--annotated", str(marked), expect=3)
    assert "SUM:A:document_type" in told
    sheet = openpyxl.load_workbook(marked)["I"]
    cells = {row[0].value: row[4] for row in sheet.iter_rows(min_row=4, max_col=5)}
    assert "SUM:A:document_type" in cells["A"].comment.text
    assert cells["A"].value == 3


def test_a_file_of_which_nothing_can_be_read_is_refused(
    bundled: Installation, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + b"scan " * 400)
    answer = json.loads(bundled.ipw("check", str(scan), "--json", expect=3))
    assert answer["submissions"][0]["outcome"] == "refused"
    assert "PDF" in answer["submissions"][0]["reason_en"]


def test_a_report_of_nobody_is_held(bundled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "ai.csv"
    file.write_text("report_year,locality_code,line_code,value\n2025,99,A,1\n")
    answer = json.loads(bundled.ipw("check", str(file), "--json", expect=3))
    assert answer["submissions"][0]["outcome"] == "held"
    assert "99" in answer["submissions"][0]["reason_vi"]


def test_a_file_that_does_not_exist_is_an_unusable_argument(
    bundled: Installation, tmp_path: Path
) -> None:
    assert "no file" in bundled.ipw("check", str(tmp_path / "none.xlsx"), expect=2)
