"""How each locality sends its figures: when, under which name, in which hand.

From the figures of a locality come one or more filings: the written cells, the cover
and the file's name. The figures read back from them are the locality's own, but for
the declared mistakes of 2025.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from expectations.form import form
from tests.bundled.chance import Chance
from tests.bundled.country import Territory, reporting
from tests.bundled.figures import Figures, figures
from tests.bundled.mistakes import MISTAKES, YEAR, Written, spelt

SENDER_DOMAIN = "bundled.example.invalid"

# Filed after the deadline of 25 January.
LATE = {
    2023: ("08", "15", "60", "77", "93"),
    2024: ("10", "51", "54", "70", "72", "94"),
    2025: ("08", "51", "68", "86"),
}
# Sent a second time: the missing sections, the changed cells, or everything anew.
AGAIN = {
    2023: {"38": "sections", "92": "cells"},
    2024: {"14": "sections", "22": "cells", "60": "replace", "40": "cells"},
    2025: {"56": "cells", "14": "sections"},
}
# Sent as tidy CSV instead of the workbook: the separator.
AS_CSV = {(2024, "46"): ";", (2025, "20"): ","}

_NAMES = (
    "BC_SHTT_{year}_{joined}.xlsx",
    "Báo cáo SHCN {year} - {name}.xlsx",
    "Bao cao SHTT {year} {ascii}.xlsx",
    "{joined}_BC-SHTT-{year}.xlsx",
    "SHCN {year} {kind} {name}.xlsx",
    "bieu-mau-{year}-{code}.xlsx",
    "Biểu mẫu SHCN {year}.xlsx",
    "Phu luc bao cao SHTT {year} ({ascii}).xlsx",
)
_SYNTHETIC = (
    "SYNTHETIC – số liệu minh họa, không phải báo cáo thật",
    "SYNTHETIC / made up for demonstration",
)
_NOTES = (
    "Theo số liệu của Quản lý thị trường",
    "Đã đối chiếu với Công an tỉnh",
    "Tổng hợp từ các đơn vị gửi về",
)
_UNIT_WORDS = {
    "documents": "văn bản",
    "cases": "vụ",
    "clients": "lượt",
    "tasks": "nhiệm vụ",
    "courses": "lớp",
    "participants": "lượt người",
    "applications": "đơn",
    "titles": "văn bằng",
    "items": "tin, bài",
}


@dataclass(frozen=True)
class Filing:
    """One file as it was sent; `values` are its written cells by line code."""

    year: int
    territory: Territory
    received_at: datetime
    original_name: str
    channel: str
    values: Mapping[str, Written]
    cover: Mapping[str, str | int | date | None]
    notes: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None


def filings(year: int) -> list[Filing]:
    """All that was sent for a report year."""
    every = figures(year)
    return [
        filing
        for territory in reporting(year)
        for filing in _of_locality(year, territory, every[territory.code])
    ]


def _of_locality(year: int, territory: Territory, true: Figures) -> list[Filing]:
    chance = Chance("filing", year, territory.code)
    codes = [line.code for line in form().lines(year)]
    amounts: dict[str, int | Decimal] = {code: true.get(code, 0) for code in codes}
    hand = _Hand(chance)
    written = {code: hand.write(code, amount) for code, amount in amounts.items()}
    _make_mistake(year, territory, amounts, written)
    received = _received(year, territory.code, chance)
    name = _name(year, territory, chance)
    cover = _cover(year, territory, chance)
    note = {"B": chance.pick(_NOTES)} if chance.happens(15) else {}
    channel = chance.pick(("email", "email", "email", "portal", "post"))
    again = AGAIN[year].get(territory.code)
    separator = AS_CSV.get((year, territory.code))
    if separator:
        name = name.removesuffix(".xlsx") + ".csv"

    def filed(
        days: int, name: str, values: Mapping[str, Written], **more: str
    ) -> Filing:
        when = received + timedelta(days=days, minutes=days * 7)
        signed = (when + timedelta(hours=7)).date() - timedelta(days=chance.below(5))
        text: date | str = f"{signed:%d/%m/%Y}" if chance.happens(30) else signed
        fields = {**cover, "signed_on": text, **more}
        return Filing(
            year, territory, when, name, channel, values, fields, note, separator
        )

    if again is None:
        return [filed(0, name, written)]
    first, second = _twice(again, year, amounts, written, hand)
    later = name.replace(".xlsx", " (bổ sung).xlsx" if " " in name else "_lan2.xlsx")
    replaces = {"replaces_all": "có"} if again == "replace" else {}
    return [filed(0, name, first), filed(14, later, second, **replaces)]


class _Hand:
    """How one locality writes numbers: typed, as text, with words, padded."""

    def __init__(self, chance: Chance) -> None:
        self._style = chance.pick(("typed",) * 7 + ("text", "words", "padded"))
        self._zero_in_words = chance.happens(25)
        self._chance = chance

    def write(self, code: str, amount: int | Decimal) -> Written:
        """The cell's content; read by the contract it is the amount, exactly."""
        line = form().line(code)
        if amount == 0:
            words = self._zero_in_words and self._chance.happens(60)
            return "không" if words else 0
        if self._style == "text":
            return grouped(amount)
        if self._style == "words" and line.kind == "total":
            if line.unit == "VND":
                return f"{grouped(amount * line.scale)} đồng"
            return f"{grouped(amount)} {_UNIT_WORDS[line.unit]}"
        if self._style == "padded" and line.unit != "VND" and amount < 10:
            return f"{amount:02d}"
        return amount


def grouped(amount: int | Decimal) -> str:
    """A number as text in the Vietnamese manner: `1.250,5`."""
    whole, _, rest = spelt(amount).partition(".")
    text = f"{int(whole):,}".replace(",", ".")
    return f"{text},{rest}" if rest else text


def _make_mistake(
    year: int,
    territory: Territory,
    amounts: Mapping[str, int | Decimal],
    written: dict[str, Written],
) -> None:
    for mistake in MISTAKES:
        if (year, territory.code) != (YEAR, mistake.locality_code):
            continue
        for slip in mistake.slips:
            if amounts[slip.line_code] != slip.right:
                raise ValueError(
                    f"{territory.code} {slip.line_code} is {amounts[slip.line_code]},"
                    f" not {slip.right}: change tests/bundled/mistakes.py"
                )
            written[slip.line_code] = slip.wrong


def _twice(
    how: str,
    year: int,
    amounts: Mapping[str, int | Decimal],
    written: Mapping[str, Written],
    hand: _Hand,
) -> tuple[dict[str, Written], dict[str, Written]]:
    """A first filing and the one that completes or corrects it."""
    if how == "sections":
        late = ("applications", "communications")
        codes = {x.code for x in form().lines(year) if x.section in late}
        first = {code: x for code, x in written.items() if code not in codes}
        return first, {code: x for code, x in written.items() if code in codes}
    changed = {"P": 7, "P3": 7, "M": -1, "M1": -1}
    first = dict(written)
    for code, difference in changed.items():
        first[code] = hand.write(code, amounts[code] + difference)
    if how == "replace":
        return first, dict(written)
    return first, {code: written[code] for code in changed}


def _received(year: int, code: str, chance: Chance) -> datetime:
    """A working hour in Viet Nam: most in January, the late ones in the spring."""
    if code in LATE[year]:
        start, days = date(year + 1, 1, 27), 60
    else:
        start, days = date(year, 12, 18), 37
    offset = max(chance.below(days), chance.below(days))
    if code in LATE[year]:
        offset = min(chance.below(days), chance.below(days))
    day = start + timedelta(days=offset)
    while day.weekday() > 4 or (day.month, day.day) == (1, 1):
        day -= timedelta(days=1)
        if day < start:
            day += timedelta(days=4)
    second = chance.below(8 * 3600 + 1800)
    at = datetime.combine(day, time(1, 0), tzinfo=UTC) + timedelta(seconds=second)
    return at + timedelta(microseconds=chance.below(1_000_000))


def _name(year: int, territory: Territory, chance: Chance) -> str:
    ascii_ = territory.name_en.removesuffix(" City")
    return chance.pick(_NAMES).format(
        year=year,
        code=territory.code,
        name=territory.name_vi,
        kind=territory.full_name_vi.split(" " + territory.name_vi)[0].lower(),
        ascii=ascii_,
        joined=ascii_.replace(" - ", " ").replace(" ", ""),
    )


def _cover(
    year: int, territory: Territory, chance: Chance
) -> dict[str, str | int | date | None]:
    cover: dict[str, str | int | date | None] = {
        "locality_name": (
            territory.full_name_vi if chance.happens(40) else territory.name_vi
        ),
        "prepared_by": chance.pick(_SYNTHETIC),
    }
    if chance.happens(50):
        unit = f"{territory.unit_set}-{territory.code}"
        cover["contact"] = f"shtt-{unit}@{SENDER_DOMAIN}"
    if chance.happens(85):
        ends = (date(year, 1, 1), date(year, 12, 31))
        text = chance.happens(30)
        for name, day in zip(("period_start", "period_end"), ends, strict=True):
            cover[name] = f"{day:%d/%m/%Y}" if text else day
    if chance.happens(5):
        cover["locality_code"] = None
    if (year, territory.code) == (2023, "01"):
        cover["locality_code"] = 1
    return cover
