"""What a sender is told of one submission: what `receipt.json` and its page say."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from dagster_project.reporting import lateness, numbers
from dagster_project.reporting.findings import Territory
from dagster_project.reporting.measures_counted import MeasuresCounted

# A report without a figure, and figures where none is read.
FIRST_READ = ("no_figure", "no_value_column", "figures_elsewhere", "other_unit")


@dataclass(frozen=True, slots=True)
class Change:
    """A line whose value differs from the version before; null is blank.

    The kinds are those of `raw.cells`.
    """

    line_code: str
    label_vi: str
    label_en: str
    before: str | None
    after: str | None
    before_kind: str | None = None
    after_kind: str | None = None

    def said(self, language: str) -> tuple[str | None, str | None]:
        """Before and after as a reader of the language reads them."""
        before, after = (
            text and numbers.as_written(text, kind, language)
            for text, kind in (
                (self.before, self.before_kind),
                (self.after, self.after_kind),
            )
        )
        return before, after


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule that fails in this version or failed in the one before.

    `message_*`, `status` and `explanation` only where this version is the latest.
    """

    rule_id: str
    severity: str
    verdict: str
    text_vi: str
    text_en: str
    message_vi: str | None = None
    message_en: str | None = None
    status: str | None = None
    explanation: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the sender should know about the file; see `raw.remarks`."""

    code: str
    line_code: str | None
    sheet: str | None
    address: str | None
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Block:
    """A measure that does not simply count.

    Its figures rest on this submission, or a rule that fails in it holds them.
    """

    section: str
    measure: str
    label_vi: str
    label_en: str
    status: str
    explanation: str | None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One submission, or one file that came again (`status` is then `duplicate`).

    `version` counts the submissions of the locality and year that are not held, from 1;
    null where this one is held or refused. `counts_now` is the latest of them.
    `lines_read` lines of its year's form (of any where the year is not known) were
    found; `read` maps states of cells to their number, where it is known.
    `is_unmarked`: rules fail, but the file could not be marked.
    """

    submission_id: str
    original_name: str
    sha256: str
    received_at: datetime
    sender: str | None
    channel: str | None
    language: str
    is_synthetic: bool
    status: str
    reason_code: str | None = None
    reason_vi: str | None = None
    reason_en: str | None = None
    report_year: int | None = None
    unit_set: str | None = None
    locality_code: str | None = None
    locality_name_vi: str | None = None
    locality_name_en: str | None = None
    version: int | None = None
    versions: int | None = None
    counts_now: str | None = None
    current_cells: int | None = None
    duplicate_of: str | None = None
    lines_of_the_form: int = 0
    lines_read: int = 0
    read: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    fixed: tuple[RuleState, ...] = ()
    broken: tuple[RuleState, ...] = ()
    unchanged: tuple[RuleState, ...] = ()
    remarks: tuple[Remark, ...] = ()
    blocks: tuple[Block, ...] = ()
    measures: MeasuresCounted = field(default_factory=MeasuresCounted)
    marked_file: str | None = None
    is_unmarked: bool = False

    @property
    def territory(self) -> Territory | None:
        """Whose report of which year it is; null where one is not known."""
        if self.report_year is None or not self.unit_set or not self.locality_code:
            return None
        return self.report_year, self.unit_set, self.locality_code

    @property
    def said_status(self) -> str:
        """Its status as people are told: `partly` where measures of it are held."""
        return self.measures.status if self.status == "counted" else self.status

    @property
    def late_vi(self) -> str | None:
        """That it came after the deadline, and what that means."""
        return self._late("vi")

    @property
    def late_en(self) -> str | None:
        """The same in English."""
        return self._late("en")

    def _late(self, language: str) -> str | None:
        is_answered = self.status in ("counted", "superseded", "held")
        year = self.report_year if is_answered else None
        is_held = self.status == "held"
        return lateness.sentence(year, self.received_at, language, is_held=is_held)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """The remarks that whoever reads nothing else must see."""
        return tuple(x for x in self.remarks if x.code in FIRST_READ)

    def as_json(self) -> dict[str, Any]:
        """The content of `receipt.json`; times are UTC, values as they were written."""
        content = asdict(self)
        content["received_at"] = f"{self.received_at.isoformat()}Z"
        content["cells"] = content.pop("read")
        content["said_status"] = self.said_status
        content |= {"late_vi": self.late_vi, "late_en": self.late_en}
        content["changes"] = [
            {
                "line_code": change.line_code,
                "label_vi": change.label_vi,
                "label_en": change.label_en,
                "from": change.before,
                "to": change.after,
            }
            for change in self.changes
        ]
        content["rules"] = {
            name: content.pop(name) for name in ("fixed", "broken", "unchanged")
        }
        return content
