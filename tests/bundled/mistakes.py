"""The ten mistakes of 2025: one table that the generator, the docs and tests read.

`kind` is the cause as `reconciliations` names it where it has a name for it.
"""

from dataclasses import dataclass
from decimal import Decimal

from expectations.form import form
from tests.bundled.country import territories

Written = int | Decimal | str
YEAR = 2025


@dataclass(frozen=True)
class Slip:
    """One cell: the line, what is true and what the file says (as it is written)."""

    line_code: str
    right: int | Decimal
    wrong: Written


@dataclass(frozen=True)
class Mistake:
    """What one locality got wrong, and everything in the warehouse that sees it.

    `rules` are the hard rules that fail, `soft` the soft ones; `cannot_tell` the sums
    that an unreadable cell leaves open.
    """

    locality_code: str
    kind: str
    slips: tuple[Slip, ...]
    rules: tuple[str, ...]
    told_vi: str
    told_en: str
    cannot_tell: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "22",
        "transposition",
        (Slip("E", 135, 153),),
        ("SUM:E:ip_right", "SUM:E:client_type"),
        "Đảo hai chữ số trong tổng",
        "Two digits of the total changed places",
    ),
    Mistake(
        "75",
        "digit_dropped",
        (Slip("LB2", 105, 15),),
        ("SUM:L:audience",),
        "Rơi một chữ số trong một chỉ tiêu thành phần",
        "A digit of one part was dropped",
    ),
    Mistake(
        "31",
        "unit_slip",
        (Slip("C", Decimal("1142.5"), 1_142_500_000),),
        ("SUM:C:ip_right", "SUM:C:agency"),
        "Tổng tiền phạt ghi bằng đồng thay vì triệu đồng",
        "The total of fines is written in đồng, not in million đồng",
        soft=("UNIT:fines_vnd", "YOY:C"),
    ),
    Mistake(
        "38",
        "part_left_out",
        (Slip("M2", 4, 0),),
        ("SUM:M:ip_right",),
        "Bỏ sót một chỉ tiêu thành phần (ghi 0)",
        "One part was left out (written as 0)",
    ),
    Mistake(
        "48",
        "subtotal_counted",
        (Slip("B", 79, 122),),
        ("SUM:B:ip_right", "SUM:B:agency"),
        "Cộng thêm dòng “Trong đó” (43) vào tổng",
        "The of-which line (43) was added to the total",
    ),
    Mistake(
        "15",
        "sign",
        (Slip("P2", 25, -25),),
        ("CELL:P2", "SUM:P:medium"),
        "Số âm",
        "A minus sign before a count",
    ),
    Mistake(
        "52",
        "decimal_count",
        (Slip("K1", 6, "6,5"),),
        ("CELL:K1", "SUM:K:event_type"),
        "Số lớp có phần thập phân",
        "A count of courses with a decimal",
    ),
    Mistake(
        "40",
        "unreadable",
        (Slip("LB3", 33, "33*"),),
        ("CELL:LB3",),
        "Số kèm dấu sao, không đọc được",
        "A number with an asterisk cannot be read",
        ("SUM:L:audience",),
    ),
    Mistake(
        "82",
        "digit_added",
        (Slip("M1a", 22, 222),),
        ("OFW:M1a",),
        "Thừa một chữ số: dòng “Trong đó” lớn hơn chỉ tiêu chứa nó",
        "A digit too many: the of-which line exceeds its parent",
    ),
    Mistake(
        "24",
        "exchange",
        (Slip("L2", 114, 125), Slip("LB1", 125, 114)),
        ("SUM:L:event_type", "SUM:L:audience"),
        "Hai ô cạnh nhau đổi chỗ cho nhau",
        "Two neighbouring cells changed places",
    ),
)


def as_markdown() -> str:
    """The page `docs/bundled.md`: the mistakes, by locality, with what sees them."""
    names = {x.code: x for x in territories(YEAR)}
    rows = []
    for mistake in MISTAKES:
        for number, slip in enumerate(mistake.slips):
            place = names[mistake.locality_code]
            first = number == 0
            rows.append(
                [
                    f"{place.name_vi} (34:{place.code})" if first else "",
                    f"`{mistake.kind}`" if first else "",
                    f"`{slip.line_code}` {form().line(slip.line_code).label_en}",
                    spelt(slip.right),
                    spelt(slip.wrong),
                    _seen(mistake) if first else "",
                    f"{mistake.told_vi} / {mistake.told_en}" if first else "",
                ]
            )
    head = ["Locality", "Kind", "Line", "Right", "Written", "Rules that see it", "What"]
    table = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in table)


def _seen(mistake: Mistake) -> str:
    seen = [f"`{x}`" for x in mistake.rules]
    seen += [f"`{x}` (soft)" for x in mistake.soft]
    seen += [f"`{x}` (cannot tell)" for x in mistake.cannot_tell]
    return ", ".join(seen)


def spelt(value: Written) -> str:
    """A written value as it stands in the cell; a Decimal without idle zeros."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
