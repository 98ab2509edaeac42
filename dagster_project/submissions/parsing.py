"""One file becomes texts with their addresses, whatever its format.

Runs in a child process on files that the gate has passed. Depends on the bytes and
the ending of the name alone; the face for everybody else is `reading`.
"""

import io
import zipfile
from pathlib import Path

from dagster_project.submissions import json_submission, lengths, tidy, workbook
from dagster_project.submissions.parsed import ParsedFile
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sheets import workbook_sheets

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def parse(path: Path, original_name: str) -> ParsedFile:
    """Read a file; Refused if no cell of it can be read, OSError if it is not there."""
    return lengths.limited(_read(path.read_bytes(), original_name))


def _read(content: bytes, original_name: str) -> ParsedFile:
    file_format = format_of(content, original_name)
    if file_format == "json":
        return ParsedFile(file_format, json_submission.submissions_of(content))
    if file_format == "csv":
        return ParsedFile(file_format, tidy.submissions_of(content))
    sheets = workbook_sheets(content, file_format)
    return ParsedFile(file_format, (workbook.submission_of(sheets),))


def format_of(content: bytes, original_name: str) -> str:
    """`xlsx`, `xls`, `ods`, `csv` or `json`, by content first, then by the name."""
    if content.startswith(OLE):
        return "xls"
    if content.startswith(b"PK"):
        return _zip_format(content)
    if original_name.casefold().endswith(".json"):
        return "json"
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    return "json" if start in (b"{", b"[") else "csv"


def _zip_format(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise Refused(
            "broken_workbook",
            "Tệp bảng tính bị hỏng nên không mở được; hãy lưu lại rồi gửi lại.",
            "The workbook is damaged and cannot be opened; save it again and resend.",
        ) from error
    return "ods" if "content.xml" in names else "xlsx"
