"""The pages of data and quality: their words, and the terms that are stated."""

import json
import re
from datetime import datetime
from pathlib import Path

import frictionless
import pytest

from dagster_project.publishing import datapackage
from dagster_project.site.country import Country
from dagster_project.site.frame import words
from tests.given import built, report
from tests.installation import Installation
from tests.site_pages import Page, drawn


def test_the_vietnamese_pages_give_no_note_in_english(
    site: Path, known: Country
) -> None:
    text = Page(site / "vi" / "quality.html").text
    notes = [each for each in known.statements if each.note_en]
    assert len(notes) > 10
    for each in notes:
        assert each.note_vi in text and each.note_en not in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_mart_has_a_name_in_the_language_of_the_data_page(
    site: Path, known: Country, language: str
) -> None:
    text = Page(site / language / "data.html").text
    assert len(known.marts) > 10
    for mart in known.marts:
        name = words(language).of("mart", mart)
        assert name != mart
        assert name in text


def test_the_data_page_says_how_a_vietnamese_spreadsheet_reads_its_numbers(
    site: Path,
) -> None:
    for language, said in (("vi", "dấu thập phân"), ("en", "decimal mark")):
        text = Page(site / language / "data.html").text
        assert said in text and "English (United States)" in text
        assert "locality_code" in text.partition("Parquet.")[2].partition("01")[0]


def test_without_stated_terms_the_data_page_says_so_and_where_to_state_them(
    tmp_path: Path,
) -> None:
    con = built([report("22", 2024, {"B": 12})])
    drawn(con, tmp_path / "site")
    for language, said in (
        ("vi", "chưa nêu điều khoản sử dụng lại"),
        ("en", "has not stated terms of reuse"),
    ):
        text = Page(tmp_path / "site" / language / "data.html").text
        assert said in text and "dbt/seeds/publication_terms.csv" in text
        assert "SYNTHETIC" in text


def test_the_stated_terms_stand_on_the_data_page_and_in_the_datapackage(
    tmp_path: Path,
) -> None:
    con = built([report("22", 2024, {"B": 12}, is_synthetic=False)])
    con.execute(
        "insert into reference.publication_terms values"
        " ('Terms-1.0', 'Điều khoản một', 'Terms one', 'Ghi nguồn.', 'Say whose.')"
    )
    drawn(con, tmp_path / "site")
    for language, said in (
        ("vi", "Điều khoản một Terms-1.0 Ghi nguồn."),
        ("en", "Terms one Terms-1.0 Say whose."),
    ):
        text = Page(tmp_path / "site" / language / "data.html").text
        assert said in text and "publication_terms.csv" not in text
        assert "synthetic" not in text.casefold()
    release = tmp_path / "it's"
    release.mkdir()
    (release / "warehouse.duckdb").touch()
    datapackage.export(con, release)
    datapackage.describe(con, release, datetime(2026, 3, 1), False)
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert package["licenses"] == [{"name": "Terms-1.0", "title": "Terms one"}]
    # Tables of this country have no comments: only the licences are looked at.
    errors = list(frictionless.Package.metadata_validate(package))
    assert [each.note for each in errors if "licenses" in each.note] == []


def test_a_datapackage_without_stated_terms_names_no_licence(
    bundled: Installation,
) -> None:
    text = (bundled.build / "published" / "datapackage.json").read_text("utf-8")
    assert "licenses" not in json.loads(text)


def test_the_datapackage_describes_every_csv_file_as_the_published_file_does(
    bundled: Installation, known: Country
) -> None:
    published = bundled.build / "published"
    text = (published / "datapackage.json").read_text("utf-8")
    told = {x["name"]: x["description"] for x in json.loads(text)["resources"]}
    assert told.keys() == {x.stem for x in (published / "csv").iterdir()}
    for mart, columns in known.marts.items():
        assert told[mart] == columns[0].table_comment


def test_the_data_page_describes_each_table_as_the_published_file_does(
    site: Path, known: Country
) -> None:
    """Whichever process drew it: one of them reads the file before it is complete."""
    text = Page(site / "vi" / "data.html").text.replace(" ", "")
    for mart, columns in known.marts.items():
        comment = columns[0].table_comment
        assert "holds synthetic submissions" in comment, mart
        assert re.sub("[` ]", "", comment) in text, mart


def test_a_name_in_a_description_is_set_as_code(site: Path) -> None:
    text = (site / "vi" / "data.html").read_text("utf-8")
    assert "<code>held_value</code> to its held_value" in text and "`" not in text
