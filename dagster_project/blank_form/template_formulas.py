"""The live check beside each total of the workbook: does what was typed add up?

A note for whoever fills the form in, in his own spreadsheet program; never read back.
Each check is a formula and the text that it shows for the values written with it, so
that a viewer which calculates nothing shows the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.form import Form, Line

Value = int | float | Decimal | str | None

MATCHES = "khớp"
DIFFERS = "lệch"
INCOMPLETE = "chưa đủ"
HAS_TEXT = "có chữ"


@dataclass(frozen=True, slots=True)
class Check:
    """A formula (English function names, as the file format wants) and its value."""

    formula: str
    shown: str


def check(
    form: Form,
    line: Line,
    year: int,
    cells: Mapping[str, str],
    values: Mapping[str, Value],
) -> Check | None:
    """The check beside `line`; None where nothing is to be compared.

    `cells` gives the address of each line's value on the sheet (`E4`), `values` what
    is written there. A total is compared with each of its breakdowns, an of-which line
    with its parent.
    """
    if line.kind == "of_which" and line.total_code is not None:
        return _of_which(line.code, line.total_code, cells, values)
    if line.kind != "total":
        return None
    checks = [
        (_span(parts), _sum(line.code, parts, cells, values))
        for breakdown in form.breakdowns(line.code, year)
        if (parts := [x.code for x in form.parts(line.code, breakdown, year)])
    ]
    if len(checks) < 2:
        return checks[0][1] if checks else None
    formula = '&"; "&'.join(f'"{span}: "&({c.formula[1:]})' for span, c in checks)
    shown = "; ".join(f"{span}: {c.shown}" for span, c in checks)
    return Check(f"={formula}", shown)


def _sum(
    total: str,
    parts: Sequence[str],
    cells: Mapping[str, str],
    values: Mapping[str, Value],
) -> Check:
    top, span = cells[total], _range([cells[code] for code in parts])
    formula = (
        f'=IF(COUNTA({top},{span})=0,"",'
        f'IF(COUNTA({top},{span})>COUNT({top},{span}),"{HAS_TEXT}",'
        f'IF(OR(COUNT({top})=0,COUNT({span})=0),"{INCOMPLETE}",'
        f'IF(ABS({top}-SUM({span}))<0.0000005,"{MATCHES}",'
        f"IF(AND(COUNT({span})<{len(parts)},SUM({span})<{top}),"
        f'"{INCOMPLETE}","{DIFFERS}")))))'
    )
    return Check(formula, _shown(values.get(total), [values.get(x) for x in parts]))


def _of_which(
    code: str, parent: str, cells: Mapping[str, str], values: Mapping[str, Value]
) -> Check:
    low, high = cells[code], cells[parent]
    formula = (
        f'=IF(COUNTA({low})=0,"",IF(COUNT({low},{high})<2,"{INCOMPLETE}",'
        f'IF({low}<={high},"{MATCHES}","{DIFFERS}")))'
    )
    part, whole = values.get(code), values.get(parent)
    if part is None:
        return Check(formula, "")
    if isinstance(part, str) or isinstance(whole, str) or whole is None:
        return Check(formula, INCOMPLETE)
    fits = Decimal(str(part)) <= Decimal(str(whole))
    return Check(formula, MATCHES if fits else DIFFERS)


def _shown(total: Value, parts: Sequence[Value]) -> str:
    """What the formula of `_sum` shows, worked out here for viewers."""
    written = [x for x in (total, *parts) if x is not None]
    if not written:
        return ""
    if any(isinstance(x, str) for x in written):
        return HAS_TEXT
    given = [Decimal(str(x)) for x in parts if x is not None]
    if total is None or not given:
        return INCOMPLETE
    whole = Decimal(str(total))
    if whole == sum(given):
        return MATCHES
    short = len(given) < len(parts) and sum(given) < whole
    return INCOMPLETE if short else DIFFERS


def _span(codes: Sequence[str]) -> str:
    """How a breakdown is named beside its total: `B1–B9`."""
    return codes[0] if len(codes) == 1 else f"{codes[0]}–{codes[-1]}"


def _range(cells: Sequence[str]) -> str:
    """`E5:E8` where the cells stand in one run, else all of them."""
    rows = [int(cell[1:]) for cell in cells]
    run = rows == list(range(rows[0], rows[0] + len(rows)))
    return f"{cells[0]}:{cells[-1]}" if run and len(cells) > 1 else ",".join(cells)
