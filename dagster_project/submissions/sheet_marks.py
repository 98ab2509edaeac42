"""The marks of one sheet of a workbook: what it holds beside values."""

from dataclasses import dataclass, field

Address = tuple[int, int]
# A sheet has 16,384 columns; a repeated run beyond a form's width says nothing.
WIDEST = 1024


@dataclass
class Marks:
    """The marks of one sheet; rows and columns count from 0.

    `errors` has the error's text, `uncalculated` the formula that has no stored value
    (of an .xls only `=`). `retouched` are cells of an .xlsx or .ods that are struck
    out, raised or lowered, all or a part of them; `additions` what their number
    format shows beside or instead of their number (see `number_formats`).
    """

    errors: dict[Address, str] = field(default_factory=dict)
    uncalculated: dict[Address, str] = field(default_factory=dict)
    formulas: set[Address] = field(default_factory=set)
    booleans: dict[Address, str] = field(default_factory=dict)
    retouched: set[Address] = field(default_factory=set)
    additions: dict[Address, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
