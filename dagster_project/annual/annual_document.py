"""The report's Markdown as a Word document: what the templates use of it, no more.

Headings, paragraphs, quotes, bullets and footnotes; footnotes stand at the end under
their numbers, since the library knows no real ones (python-docx #1).
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_REFERENCE = re.compile(r"\[\^(\d+)\]")
# No line ends between a number and its unit or sign.
_TOGETHER = re.compile(r"(?<=\d) (?=%|tỷ|triệu|đồng|billion|million|VND)|(?<=[≥≈>]) ")
# The same report makes the same document: no clock in its properties.
_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def save(markdown: str, path: Path) -> None:
    """Write the document; OSError as the system says."""
    import docx

    document = docx.Document()
    lines = markdown.splitlines()
    document.core_properties.title = lines[0].lstrip("# ")
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = _TIME
    for line in lines:
        _add(document, line)
    document.save(str(path))


def _add(document: Any, line: str) -> None:
    if not line:
        return
    if heading := re.match(r"(#+) (.*)", line):
        document.add_heading(heading[2], level=len(heading[1]) - 1)
    elif note := re.match(r"\[\^(\d+)\]: (.*)", line):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"[{note[1]}]").font.superscript = True
        paragraph.add_run(f" {note[2]}")
    elif line.startswith("- "):
        _runs(document.add_paragraph(style="List Bullet"), line[2:])
    elif line.startswith("> "):
        _runs(document.add_paragraph(style="Intense Quote"), line[2:])
    else:
        _runs(document.add_paragraph(), line)


def _runs(paragraph: Any, text: str) -> None:
    """Text with footnote numbers raised and in brackets: `4` must not read 41."""
    for place, part in enumerate(_REFERENCE.split(_TOGETHER.sub("\u00a0", text))):
        if part:
            run = paragraph.add_run(f"[{part}]" if place % 2 else part)
            run.font.superscript = bool(place % 2) or None
