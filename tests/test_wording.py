"""Numbers, words and colours of the stewards' pages."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project import paths
from dagster_project.reporting import layout, numbers
from dagster_project.reporting.text import words
from dagster_project.site import frame
from expectations.form import rows_of

SPOKEN = frozenset({".py", ".csv", ".sql", ".jinja", ".html"})
# What else things were called once, and what they are called.
OTHERWISE = {
    "sổ tính": "bảng tính",
    "Sổ tính": "bảng tính",
    "tờ này": "trang tính này",
    "mô phỏng": "giả lập",
    "ra ngoài": "loại ra",
    "để ngoài": "loại ra",
    "không hỏi": "không xét",
    "hợp nhất": "sáp nhập",
    "sắp xếp": "sáp nhập",
    "người học'": "người tham dự",
    "hoặc cán bộ xác": "cán bộ thẩm tra",
    "phụ trách số liệu": "cán bộ thẩm tra",
    "lỗi nặng": "lỗi phải sửa",
    "loại khách": "đối tượng được tư vấn",
}


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Decimal("1250.5"), "1.250,5", "1,250.5"),
        (Decimal("1142500000000000.000000"), "1.142.500.000.000.000",
         "1,142,500,000,000,000"),
        (Decimal("-0.500000"), "-0,5", "-0.5"),
        (Decimal("0.000000"), "0", "0"),
        (Decimal("99999999999999999999999999999999.999999"),
         "99.999.999.999.999.999.999.999.999.999.999,999999",
         "99,999,999,999,999,999,999,999,999,999,999.999999"),
        (3300, "3.300", "3,300"),
    ],
)  # fmt: skip
def test_numbers_are_exact_in_both_locales(value: Decimal, vi: str, en: str) -> None:
    assert (numbers.number(value, "vi"), numbers.number(value, "en")) == (vi, en)


def test_openings_are_counted_in_both_languages_the_first_included() -> None:
    said = {x: words(x).times_opened.format(count=3) for x in ("vi", "en")}
    assert said == {"vi": "mở 3 lần", "en": "opened 3 times"}


def test_a_number_that_may_be_one_stands_beside_no_plural() -> None:
    said = words("en")
    assert said.rules_caption.format(kind="COPY", count=1) == "COPY (rules: 1)"
    assert said.current_cells.format(count=1) == "Current cells that come from it: 1."


def test_shares_are_rounded_half_up_and_never_to_nothing() -> None:
    assert numbers.share(Decimal("0.0345"), "en") == "3.5 %"
    assert numbers.share(Decimal("0.0004"), "vi") == "< 0,1 %"
    assert numbers.share(Decimal(0), "en") == "0 %"
    # 1,142,500,000,000,000 / 46,143,500,000 = 24,759.7…
    slip = Decimal(1142500000000000) / Decimal(46143500000)
    assert numbers.share(slip, "en") == "24,760 ×"


def test_both_languages_have_every_word() -> None:
    vietnamese, english = words("vi"), words("en")
    for key in vietnamese._known:
        assert vietnamese[key].strip() and english[key].strip(), key


def test_no_word_is_hidden_by_what_words_can_do() -> None:
    """`w.read` in a template is the word `read`, unless a method has that name."""
    for known in (words("vi"), frame.words("vi")):
        assert not set(known._known) & set(dir(type(known)))


def test_both_languages_quote_with_one_pair_of_marks() -> None:
    """“…”, as Vietnamese documents and English do; never the marks of other houses."""
    for file, text in spoken():
        assert not re.search("[«»„‟]", text), file


def spoken() -> Iterator[tuple[Path, str]]:
    """Every file that holds what people read, with its text."""
    places = (paths.PROJECT / "dagster_project", paths.DBT_PROJECT / "seeds")
    places += (paths.DBT_PROJECT / "macros", paths.DBT_PROJECT / "models")
    files = [
        y for x in places for y in x.rglob("*") if y.suffix in SPOKEN and y.is_file()
    ]
    assert len(files) > 100
    for file in files:
        yield file, file.read_text("utf-8")


def test_one_thing_has_one_vietnamese_name_in_the_whole_product() -> None:
    for word, said in OTHERWISE.items():
        for file, text in spoken():
            assert word not in text, f"{file}: “{said}”, not “{word}”"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_breakdown_has_one_name_on_every_page(language: str) -> None:
    """The public pages may cut it short; the annual report has English of its own."""
    known, public = words(language).group("breakdown"), frame.words(language)
    report = paths.PROJECT / "dagster_project/annual/templates/annual_report.vi.jinja"
    for breakdown, name in known._known.items():
        short = public.of("breakdown", breakdown)
        is_short = breakdown == "ip_right" and language == "en"
        assert is_short or name.lower().startswith(short), breakdown
        if language == "vi":
            assert f'"{breakdown}": "{name}"' in report.read_text("utf-8"), breakdown


def test_a_fall_is_told_as_one() -> None:
    """“hơn 3 lần” alone means a rise; UNIT and YOY speak of both directions."""
    for each in rows_of(paths.SEEDS / "rule_messages.csv"):
        for found in re.finditer(
            r"(?:(\w+) )?(?:hơn 3|khoảng \{factor\}) lần", each["message_vi"]
        ):
            assert found[1] == "nhau", each["outcome"]


# What is written on what, by the names of the style sheet's colours.
PAIRS = [
    (ink, paper)
    for paper in ("paper", "sheet", "band")
    for ink in ("ink", "soft-ink", "link", "brand")
] + [(name, f"{name}-bg") for name in ("good", "warn", "bad", "info")]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_contrast_is_that_of_wcag_aa(scheme: int, ink: str, paper: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", layout.style(), re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[scheme]))
    lighter, darker = sorted(
        (_luminance(colours[ink]), _luminance(colours[paper])), reverse=True
    )
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
