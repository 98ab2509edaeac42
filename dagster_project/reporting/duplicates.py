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
    reason_vi, reason_en = again(before)
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
        reason_vi=reason_vi,
        reason_en=reason_en,
        report_year=sole.report_year if sole else None,
        unit_set=sole.unit_set if sole else None,
        locality_code=sole.locality_code if sole else None,
        locality_name_vi=sole.locality_name_vi if sole else None,
        locality_name_en=sole.locality_name_en if sole else None,
        counts_now=sole.counts_now if sole else None,
        duplicate_of=folder,
    )


def again(before: Before) -> tuple[str, str]:
    """What a sender is told of a file that came before, in Vietnamese and English."""
    vi, en = before.reasons
    return _again(before, "vi", vi), _again(before, "en", en)


def _again(before: Before, language: str, reason: str | None) -> str:
    w = words(language)
    named = w.again_named.format(name=before.name) if before.name else ""
    said = [w.again.format(named=named, folder=before.folder)]
    if reason:
        return f"{said[0]} {reason}"
    if before.is_counted:
        said.append(w.again_counts)
    elif not before.later or len(before.parts) > 1:
        said.append(w.again_parts.format(parts=before.listed(language)))
    if before.later:
        said.append(w.again_later.format(later=", ".join(before.later)))
    return " ".join(said)
