"""The report as a document and as a command: every word of the text, whole lines."""

import re

import pytest

from dagster_project.annual import annual_report
from tests.claims import build
from tests.given import report

SEED = 42


def test_the_document_holds_every_word_of_the_text(tmp_path):
    import docx

    con = build([report("01", 2024, {"E": 1234, "E1": 1000})])
    written = annual_report.written(con, 2024, "vi")
    annual_report.save(written, tmp_path / "a.docx")
    found = "\n".join(
        p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs
    )
    plain = re.sub(r"\[\^(\d+)\]:?", r"[\1]", written.markdown)
    plain = re.sub(r"^(#+|-|>) ", "", plain, flags=re.MULTILINE)
    assert found.split() == plain.split()
    with pytest.raises(annual_report.ReportError, match=r"\.md or \.docx"):
        annual_report.save(written, tmp_path / "a.pdf")


def test_no_line_of_the_document_ends_between_a_number_and_its_unit(tmp_path):
    import docx

    con = build([report("01", 2024, {"B": 3, "C": 1000, "M": 16, "M1": 15})])
    annual_report.save(annual_report.written(con, 2024, "vi"), tmp_path / "a.docx")
    text = "".join(p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    assert "1\u00a0tỷ đồng" in text and "93,8\u00a0%" in text
    assert "≥\u00a015" in text


def test_the_command_writes_the_bundled_year(bundled, tmp_path):
    out = tmp_path / "report.md"
    bundled.ipw("report", "--year", "2024", "--lang", "en", "--out", str(out))
    text = out.read_text("utf-8")
    assert "at least 3,349 infringement cases" in text
    assert "at least 42.03 billion VND" in text
    assert "ít nhất 3.349 vụ" in bundled.ipw("report", "--year", "2024")
    assert "published: 2023" in bundled.ipw("report", "--year", "1999", expect=2)
