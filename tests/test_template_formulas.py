"""The form says beside each total whether it adds up, and calculates it anew."""

import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from expectations.form import form
from tests.office import converted, with_office
from tests.templates import opened, written


def shown(folder: Path, values: dict[str, object], cell: str = "G4") -> object:
    """What a viewer that calculates nothing shows on the sheet of the first line."""
    path = written(folder, values=values)
    section = form().section(form().line(next(iter(values))).section)
    return openpyxl.load_workbook(path, data_only=True)[section.numeral][cell].value


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"A": 3, "A1": 1, "A2": 2, "A3": 0, "A9": 0}, "khớp"),
        ({"A": 4, "A1": 1, "A2": 2, "A3": 0, "A9": 0}, "lệch"),
        ({"A": 4, "A1": 1, "A2": 2}, "chưa đủ"),
        ({"A": 2, "A1": 1, "A2": 2}, "lệch"),
        ({"A": 4}, "chưa đủ"),
        ({"A1": 4}, "chưa đủ"),
        ({"A": "4 văn bản", "A1": 4}, "có chữ"),
        ({"A": None}, None),
    ],
)
def test_a_note_beside_a_total_says_whether_it_adds_up(tmp_path, values, expected):
    assert shown(tmp_path, values) == expected


def test_each_breakdown_of_a_total_has_its_word(tmp_path):
    # 5 advised: 3 + 2 by right; 4 + 0 by client is one short.
    values = {"E": 5, "E1": 3, "E2": 2, "E3": 0, "E9": 0, "EC1": 4, "EC2": 0}
    assert shown(tmp_path, values) == "E1–E9: khớp; EC1–EC2: lệch"


def test_an_of_which_line_is_compared_with_its_parent(tmp_path):
    # M is the first line, M1a the seventh: row 10.
    assert shown(tmp_path, {"M": 5, "M1": 5, "M1a": 6}, "G10") == "lệch"
    assert shown(tmp_path, {"M": 5, "M1": 5, "M1a": 5}, "G10") == "khớp"


def test_every_total_has_its_formula_and_no_part_has_one(tmp_path):
    book = opened(tmp_path)
    for section in form().sections:
        for n, line in enumerate(form().section_lines(section.section, 2025)):
            formula = book[section.numeral][f"G{4 + n}"].value
            if line.kind == "part":
                assert formula is None
            else:
                assert formula.startswith("=")
                assert "khớp" in formula
                assert "lệch" in formula


VALUES = [None, 0, 1, 2, 3, "không", Decimal("0.25")]


@pytest.mark.parametrize("seed", range(20))
def test_the_formulas_give_what_is_stored_beside_them(tmp_path, seed):
    """A small reading of the formulas, in place of a spreadsheet program."""
    codes = [x.code for x in form().lines(2025)]
    values = {
        code: VALUES[(seed * 7 + n * n * (seed + 3)) % (4 + seed % 4)]
        for n, code in enumerate(codes)
    }
    path = written(tmp_path, values=values)
    formulas, stored = (
        openpyxl.load_workbook(path),
        openpyxl.load_workbook(path, data_only=True),
    )
    for section in form().sections:
        sheet = formulas[section.numeral]
        for row in sheet["G4:G40"]:
            if isinstance(row[0].value, str):
                found = stored[section.numeral][row[0].coordinate].value
                assert calculated(row[0].value, sheet) == (found or "")


def calculated(formula: str, sheet) -> object:
    """Works a formula out with Python: the few functions and signs that are used."""
    text = formula.removeprefix("=")
    pieces = re.split(r'("[^"]*")', text)
    for n in range(0, len(pieces), 2):
        piece = re.sub(r"E\d+(:E\d+)?", lambda x: f'cell("{x[0]}")', pieces[n])
        piece = re.sub(r"(?<![<>])=", "==", piece)
        pieces[n] = piece.replace("&", "+")

    def cell(address: str):
        found = sheet[address]
        rows = found if isinstance(found, tuple) else ((found,),)
        several = [x.value for row in rows for x in row]
        return several if ":" in address else One(several[0])

    def flat(*args):
        return [
            y
            for x in args
            for y in (
                x if isinstance(x, list) else [x.value if isinstance(x, One) else x]
            )
        ]

    def numbers(*args):
        return [x for x in flat(*args) if isinstance(x, int | float)]

    names = {
        "cell": cell,
        "IF": lambda condition, yes, no: yes if condition else no,
        "COUNTA": lambda *x: len([y for y in flat(*x) if y is not None]),
        "COUNT": lambda *x: len(numbers(*x)),
        "SUM": lambda *x: sum(numbers(*x)),
        "ABS": abs,
        "AND": lambda *x: all(x),
        "OR": lambda *x: any(x),
    }
    return eval("".join(pieces), names)


class One:
    """A single cell: a number in sums; text compares as nothing here."""

    def __init__(self, value):
        self.value = value

    @property
    def number(self) -> float:
        return self.value if isinstance(self.value, int | float) else 0

    def __sub__(self, other):
        return self.number - (other.number if isinstance(other, One) else other)

    def __le__(self, other):
        return self.number <= other.number

    def __gt__(self, other):
        return self.number > other

    def __lt__(self, other):
        return self.number < other


@with_office
def test_libreoffice_opens_the_form_and_calculates_the_same(tmp_path):
    values = {"A": 4, "A1": 1, "A2": 2, "A3": 0, "A9": 0, "K": 2, "K1": 2, "K2": 0}
    path = written(tmp_path, values=values)
    saved = converted(path, "xlsx", tmp_path / "saved")
    book = openpyxl.load_workbook(saved, data_only=True)
    assert (book["I"]["G4"].value, book["V"]["G4"].value) == ("lệch", "khớp")
    assert book["V"]["E4"].value == 2
