"""The answer to a file whose bytes were received before: which version counts now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.acknowledgement_facts import Source
from dagster_project.reporting.text import words
from dagster_project.submissions.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a file that came before as `folder`.

    `name` only where it was another. `later` count now. `parts`: locality code (`?` is
    unknown) and status of each report in it. `reasons`: why its only one is not read
    or held, in Vietnamese and English.
    """

    folder: str
    name: str | None
    later: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    reasons: tuple[str | None, str | None] = (None, None)

    @property
    def is_counted(self) -> bool:
        """Whether all of it counts."""
        return not self.later and all(status == "counted" for _, status in self.parts)

    def listed(self, language: str) -> str:
        """The localities by what became of their reports: `được tính: 01, 04`."""
        by_status: dict[str, list[str]] = defaultdict(list)
        for code, status in self.parts:
            by_status[status].append(code)
        return "; ".join(
            f"{words(language).of('status', status)}: {', '.join(codes)}"
            for status, codes in by_status.items()
        )


def of_duplicates(
    duplicates: Iterable[tuple[Receipt, str]], submissions: Iterable[Source]
) -> list[Source]:
    """One answer a duplicate: its receipt, and the folder that has the same bytes."""
    by_folder: dict[str | None, list[Acknowledgement]] = defaultdict(list)
    for source in submissions:
        by_folder[source.folder].append(source.acknowledgement)
    return [
        Source(_duplicate(receipt, folder, by_folder.get(folder, [])), None)
        for receipt, folder in duplicates
    ]


def _duplicate(
    receipt: Receipt, folder: str, first: list[Acknowledgement]
) -> Acknowledgement:
    sole = first[0] if len(first) == 1 else None
    later = sorted(
        {
            each.counts_now
            for each in first
            if each.counts_now and each.counts_now != each.submission_id
        }
    )
    is_out = sole is not None and sole.status in ("refused", "held")
    name = first[0].original_name if first else None
    before = Before(
        folder,
        name if name != receipt.original_name else None,
        tuple(later),
        tuple((each.locality_code or "?", each.said_status) for each in first),
        (sole.reason_vi, sole.reason_en) if sole and is_out else (None, None),
    )
    return Acknowledgement(
        submission_id=f"{receipt.received_at}-{receipt.sha256[:12]}",
        original_name=receipt.original_name,
        sha256=receipt.sha256,
        received_at=receipt.instant.replace(tzinfo=None),
        sender=receipt.sender,
        channel=receipt.channel,
        language=first[0].language if first else "vi",
        is_synthetic=any(each.is_synthetic for each in first),
        status="duplicate",
        reason_code="superseded_meanwhile" if later else "same_bytes",
        reason_vi=again_vi(before),
        reason_en=again_en(before),
        report_year=sole.report_year if sole else None,
        unit_set=sole.unit_set if sole else None,
        locality_code=sole.locality_code if sole else None,
        locality_name_vi=sole.locality_name_vi if sole else None,
        locality_name_en=sole.locality_name_en if sole else None,
        counts_now=sole.counts_now if sole else None,
        duplicate_of=folder,
    )


def again_vi(before: Before) -> str:
    """What a sender is told of a file that came before."""
    named = f" với tên “{before.name}”" if before.name else ""
    text = (
        f"Nội dung tệp này giống hệt tệp đã nhận{named} ({before.folder}), nên không "
        "phải là báo cáo mới."
    )
    if before.reasons[0]:
        return f"{text} {before.reasons[0]}"
    if before.is_counted:
        text += " Tệp đã nhận vẫn đang được tính."
    elif not before.later or len(before.parts) > 1:
        text += f" Báo cáo trong tệp đã nhận: {before.listed('vi')}."
    if before.later:
        text += (
            " Sau tệp đó đã có phiên bản khác và phiên bản đang được tính là"
            f" {', '.join(before.later)}. Muốn trở lại nội dung của tệp này, hãy gửi"
            " một tệp mới với dòng “Thay thế toàn bộ báo cáo trước” ghi “có”."
        )
    return text


def again_en(before: Before) -> str:
    """The same in English."""
    named = f" as “{before.name}”" if before.name else ""
    text = (
        "The content of this file equals one already received"
        f"{named} ({before.folder}): it is no new report."
    )
    if before.reasons[1]:
        return f"{text} {before.reasons[1]}"
    if before.is_counted:
        text += " The one received still counts."
    elif not before.later or len(before.parts) > 1:
        text += f" The reports in the one received: {before.listed('en')}."
    if before.later:
        text += (
            " Another version came after that one, and the version that counts"
            f" now is {', '.join(before.later)}. To return to what this file says, send"
            " a new file with “có” (yes) in the line"
            " “Replaces all earlier submissions”."
        )
    return text
