"""The cover of a submission: texts by field become dates, yes or no, a language."""

import re
from collections.abc import Mapping
from datetime import date

from dagster_project.submissions.labels import bare
from dagster_project.submissions.parsed import Cover, ParsedRemark
from dagster_project.submissions.quoting import short

YES = frozenset({"co", "yes", "y", "true", "x"})
NO = frozenset({"", "khong", "no", "n", "false", "k"})
ENGLISH = frozenset({"en", "eng", "english", "tieng anh"})
VIETNAMESE = frozenset({"", "vi", "vie", "vn", "vietnamese", "tieng viet"})
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})")
IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})")
# How different texts for one field of the cover are given together.
EITHER = " | "
TIME_OF_DAY = re.compile(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")


def date_of(text: str | None) -> date | None:
    """The date that a text is: ISO, or day first; null where it is none or impossible.

    Two-digit years and month-first dates are never guessed.
    """
    if text is None or not text.isascii():
        text = bare(text or "")
    text = TIME_OF_DAY.sub("", text.strip())
    for pattern, order in (
        (YEAR_FIRST, (1, 2, 3)),
        (DAY_FIRST, (3, 2, 1)),
        (IN_WORDS, (3, 2, 1)),
    ):
        match = pattern.fullmatch(text.casefold())
        if match:
            year, month, day = (int(match[x]) for x in order)
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def year_of(text: str | None) -> int | None:
    """The year that a text is: four digits, perhaps after `năm`; else null."""
    match = re.fullmatch(r"(?:nam |year )?([0-9]{4})", bare(text or ""))
    return int(match[1]) if match else None


def readings_of(text: str) -> tuple[str, ...]:
    """The different texts that a submission gives for one field; usually one."""
    return tuple(dict.fromkeys(x for x in text.split(EITHER) if x.strip()))


def language_of(text: str) -> str | None:
    """`vi` or `en`, however it is written; null where it is neither."""
    said = bare(text).strip()
    return "en" if said in ENGLISH else "vi" if said in VIETNAMESE else None


def answer_of(text: str) -> bool | None:
    """Whether a field says yes; no where it is blank, null where it is unclear."""
    answers = {bare(x).strip(" .") for x in readings_of(text)}
    if answers <= NO:
        return False
    return True if answers <= YES else None


def _day_of(text: str | None) -> date | None:
    """The day that a field says, also where it says it in several spellings."""
    days = {date_of(x) for x in readings_of(text or "")}
    return next(iter(days)) if len(days) == 1 else None


def cover_of(
    texts: Mapping[str, str], *, is_english: bool = False
) -> tuple[Cover, tuple[ParsedRemark, ...]]:
    """A cover from the texts of its fields; a remark where yes or no is neither."""
    given = {field: text for field, text in texts.items() if text.strip()}
    answer = answer_of(given.get("replaces_all", ""))
    remarks: tuple[ParsedRemark, ...] = ()
    if answer is None:
        remarks = (unclear_answer(given["replaces_all"]),)
    languages = {language_of(x): x for x in readings_of(given.get("language", ""))}
    if None in languages:
        remarks += (_unknown_language(languages[None]),)
    if not languages:
        languages["en" if is_english else "vi"] = ""
    cover = Cover(
        form_version=given.get("form_version"),
        report_year_text=given.get("report_year"),
        locality_code_text=given.get("locality_code"),
        locality_name_text=given.get("locality_name"),
        period_start_text=given.get("period_start"),
        period_end_text=given.get("period_end"),
        period_start=_day_of(given.get("period_start")),
        period_end=_day_of(given.get("period_end")),
        prepared_by=given.get("prepared_by"),
        contact=given.get("contact"),
        signed_on_text=given.get("signed_on"),
        replaces_all=answer is True,
        replaces_all_text=given.get("replaces_all"),
        language="en" if set(languages) == {"en"} else "vi",
        language_text=given.get("language"),
    )
    return cover, remarks


def unclear_answer(text: str) -> ParsedRemark:
    """The remark on a text that is neither yes nor no, or both."""
    text = short(text)
    return ParsedRemark(
        "replaces_all_unclear",
        None,
        None,
        None,
        f"Ô “Thay thế toàn bộ báo cáo trước” ghi “{text}”, không phải có hoặc không; "
        "được hiểu là không.",
        f"“Replaces all earlier submissions” says “{text}”, neither yes nor no; "
        "it is taken as no.",
    )


def _unknown_language(text: str) -> ParsedRemark:
    text = short(text)
    return ParsedRemark(
        "language_unknown",
        None,
        None,
        None,
        f"Ô “Ngôn ngữ” ghi “{text}”, không phải vi hoặc en; các số được đọc theo cách "
        "viết tiếng Việt.",
        f"“Language” says “{text}”, neither vi nor en; numbers are read as written in "
        "Vietnamese.",
    )
