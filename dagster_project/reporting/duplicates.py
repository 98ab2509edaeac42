"""The answer to a file whose bytes were received before: which version counts now."""

from collections import defaultdict
from collections.abc import Iterable

from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.acknowledgement_facts import Source
from dagster_project.submissions.receipts import Receipt


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
    reasons: tuple[str | None, str | None] = (None, None)
    if sole and sole.status in ("refused", "held"):
        reasons = sole.reason_vi, sole.reason_en
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
        reason_vi=again_vi(folder, later, reasons[0]),
        reason_en=again_en(folder, later, reasons[1]),
        report_year=sole.report_year if sole else None,
        unit_set=sole.unit_set if sole else None,
        locality_code=sole.locality_code if sole else None,
        locality_name_vi=sole.locality_name_vi if sole else None,
        locality_name_en=sole.locality_name_en if sole else None,
        counts_now=sole.counts_now if sole else None,
        duplicate_of=folder,
    )


def again_vi(folder: str, later: list[str], reason: str | None = None) -> str:
    """What a sender is told whose file came before as `folder`; `later` count now."""
    text = f"Tệp này giống hệt tệp đã nhận ({folder}), nên không phải là báo cáo mới."
    if reason:
        return f"{text} {reason}"
    if later:
        return (
            f"{text} Sau tệp đó đã có phiên bản khác và phiên bản đang được tính là"
            f" {', '.join(later)}. Muốn trở lại nội dung của tệp này, hãy gửi một tệp"
            " mới với dòng “Thay thế toàn bộ báo cáo trước” ghi “có”."
        )
    return f"{text} Tệp đã nhận vẫn đang được tính."


def again_en(folder: str, later: list[str], reason: str | None = None) -> str:
    """The same in English."""
    text = f"This file equals one already received ({folder}): it is no new report."
    if reason:
        return f"{text} {reason}"
    if later:
        return (
            f"{text} Another version came after that one, and the version that counts"
            f" now is {', '.join(later)}. To return to what this file says, send a new"
            " file with “có” (yes) in the line “Replaces all earlier submissions”."
        )
    return f"{text} The one received still counts."
