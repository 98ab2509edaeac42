"""Why a submission is held: a code and a sentence in both languages, both readings in.

Every sentence ends with what the sender can correct and what a steward can decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dagster_project.submissions.quoting import short
from expectations.form import ReportYear

REMEDY = (
    "Đề nghị đơn vị gửi sửa lại và gửi tệp mới; hoặc cán bộ thẩm tra xác định "
    "bằng lệnh `ipw assign`.",
    "The sender should correct this and send a new file; or a steward decides with "
    "`ipw assign`.",
)
_TOO_EARLY = (
    "Đề nghị đơn vị gửi tệp mới từ ngày {:%d/%m/%Y} (gửi lại đúng tệp này thì không "
    "phải là báo cáo mới); nếu năm báo cáo ghi sai thì sửa năm và gửi tệp mới ngay; "
    "hoặc cán bộ thẩm tra xác định bằng lệnh `ipw assign`.",
    "The sender should send a new file from {} on (the very same one is no new "
    "report) or, if the report year is wrong, correct it and send a new file at once; "
    "or a steward decides with `ipw assign`.",
)
_TOO_LATE = (
    "Tệp gửi mới cũng sẽ bị giữ lại, trừ khi năm báo cáo ghi sai: khi đó đề nghị đơn "
    "vị sửa năm và gửi tệp mới. Cán bộ thẩm tra quyết định có nhận báo cáo hay không "
    "bằng lệnh `ipw assign`.",
    "A new file would be held, too, unless the report year is wrong: the sender should "
    "then correct the year and send a new file. A steward decides with `ipw assign` "
    "whether the report is taken.",
)
_REVERSED = (
    "Đề nghị đơn vị gửi sửa lại và gửi tệp mới; hoặc cán bộ thẩm tra chấp nhận kỳ "
    "này bằng `ipw decide`, quy tắc PERIOD.",
    "The sender should correct this and send a new file; or a steward accepts this "
    "period with `ipw decide`, rule PERIOD.",
)

YEAR = ("năm báo cáo", "the report year")
NAME = ("tên địa phương", "the locality's name")
LANGUAGE = ("ngôn ngữ", "the language")
FIRST_DAY = ("ngày đầu của kỳ báo cáo", "the first day of the period")
LAST_DAY = ("ngày cuối của kỳ báo cáo", "the last day of the period")
# How many different texts for one field are named.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt about whose, which year's or which period's report a file is.

    `remedy` is what to do in Vietnamese and English.
    """

    code: str
    text_vi: str
    text_en: str
    remedy: tuple[str, str] = REMEDY


def joined(found: Sequence[Problem]) -> Problem | None:
    """All doubts as one, under the code of the first, with the remedy at the end.

    Outside the window no correction but the year's helps, whatever else is in doubt;
    where anything else is, accepting the period does not.
    """
    if not found:
        return None
    window = (x.remedy for x in found if x.code == "outside_window")
    vi, en = next(window, found[0].remedy)
    return Problem(
        found[0].code,
        " ".join([*(x.text_vi for x in found), vi]),
        " ".join([*(x.text_en for x in found), en]),
    )


def year_missing(form_version: str | None) -> Problem:
    """The cover gives no report year."""
    version = short(form_version or "")
    vi = f" (phiên bản biểu mẫu ghi {version})" if version else ""
    en = f" (the form version says {version})" if version else ""
    return Problem(
        "year_missing",
        f"Báo cáo không ghi năm báo cáo{vi}.",
        f"The report gives no report year{en}.",
    )


def year_unreadable(text: str) -> Problem:
    """The report year is no year of four digits."""
    text = short(text)
    return Problem(
        "year_unreadable",
        f"Năm báo cáo “{text}” không đọc được là một năm gồm bốn chữ số.",
        f"The report year “{text}” is not one year of four digits.",
    )


def year_unknown(year: int, known: Sequence[int]) -> Problem:
    """There is no window for this report year."""
    years = ", ".join(map(str, known))
    return Problem(
        "year_unknown",
        f"Không có kỳ báo cáo năm {year}; các năm báo cáo là {years}.",
        f"There is no report year {year}; the report years are {years}.",
    )


def file_name_of_another_year(
    year: int, named: Sequence[int], file_name: str
) -> Problem:
    """The name of the file gives another year than the cover."""
    years = ", ".join(map(str, named))
    return Problem(
        "file_name_year",
        f"Báo cáo ghi năm {year} nhưng tên tệp “{file_name}” ghi {years}.",
        f"The report says {year} but the file's name “{file_name}” says {years}.",
    )


def outside_window(window: ReportYear, day: date) -> Problem:
    """Received before the report year opens or after it closes."""
    is_early = day < window.opens_on
    vi, en = _TOO_EARLY if is_early else _TOO_LATE
    return Problem(
        "outside_window",
        f"Báo cáo năm {window.report_year} được nhận ngày {day:%d/%m/%Y}, ngoài thời "
        f"hạn {window.opens_on:%d/%m/%Y} đến {window.closes_on:%d/%m/%Y}.",
        f"A report for {window.report_year} was received on {day}, outside its window "
        f"from {window.opens_on} to {window.closes_on}.",
        (vi.format(window.opens_on), en.format(window.opens_on)),
    )


def period_unreadable(text: str) -> Problem:
    """A period that is given but is no date."""
    text = short(text)
    return Problem(
        "period_unreadable",
        f"Kỳ báo cáo “{text}” không phải là một ngày có thật (viết ngày/tháng/năm với "
        "năm bốn chữ số, ví dụ 31/12/2024).",
        f"The period “{text}” is no existing date (write day/month/year with four "
        "digits, as 31/12/2024, or 2024-12-31).",
    )


def given_differently(
    code: str, what: tuple[str, str], readings: Sequence[str]
) -> Problem:
    """One report says several things where it can mean only one."""
    vi, en = what
    said = ", ".join(f"“{short(x)}”" for x in readings[:SHOWN])
    said += ", …" if len(readings) > SHOWN else ""
    return Problem(
        code,
        f"Báo cáo ghi {vi} khác nhau: {said}. Hãy ghi thống nhất.",
        f"The report gives different texts for {en}: {said}. Give the same everywhere.",
    )


def period_reversed(start: date, end: date) -> Problem:
    """A period that begins after it ends."""
    return Problem(
        "period_reversed",
        f"Kỳ báo cáo bắt đầu ({start:%d/%m/%Y}) sau khi kết thúc ({end:%d/%m/%Y}).",
        f"The period begins ({start}) after it ends ({end}).",
        _REVERSED,
    )
