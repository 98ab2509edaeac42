"""The rows of schema `raw`: what Python hands to dbt, and nothing else.

Each dataclass is one table; the field order is the column order. Text is kept as it
was written; times are UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Submission:
    """One row what one received or refused file says for one locality and year.

    `sequence` is the order of receipt over everything (1, 2, …): the order in which
    submissions count. `hold_*` is set where the identity is unresolved, `refused_*`
    where no cell could be read; never both. `unit_set`, `locality_code` and
    `report_year` are the resolved identity, null where it is unresolved.
    """

    submission_id: str
    folder: str
    sequence: int
    original_name: str
    sha256: str
    size_bytes: int
    received_at: datetime
    sender: str | None
    channel: str | None
    file_format: str | None
    form_version: str | None
    language: str
    report_year: int | None
    unit_set: str | None
    locality_code: str | None
    report_year_text: str | None
    locality_code_text: str | None
    locality_name_text: str | None
    period_start_text: str | None
    period_end_text: str | None
    period_start: date | None
    period_end: date | None
    prepared_by: str | None
    contact: str | None
    signed_on_text: str | None
    replaces_all: bool
    is_synthetic: bool
    assigned_by: str | None
    assigned_reason: str | None
    hold_code: str | None
    hold_vi: str | None
    hold_en: str | None
    refused_code: str | None
    refused_vi: str | None
    refused_en: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One row a line of the form as found in one submission.

    A line given twice has two rows (`occurrence` 1, 2, …). `raw_text` is what was
    written, untouched; a typed spreadsheet number is its shortest exact decimal to 15
    significant digits, without exponent or grouping (`1250`, `36.7`).
    `value_kind`: `text`, `number`, `empty`, `date`, `boolean`, `error`
    (`#REF!` and the like), `formula` (a formula without a stored value), `other_unit`
    (beside a unit of another size than the line's), `retouched` (digits struck out,
    raised or lowered), `shown_otherwise` (a number whose format shows another one),
    `torn_row` (a row of a CSV with more fields than its header).
    `address` is `E7` in a workbook, `line 12` in a CSV, a JSON pointer in JSON.
    """

    submission_id: str
    line_code: str
    occurrence: int
    raw_text: str
    value_kind: str
    sheet: str | None
    address: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """One row something a sender or steward should know about a submission.

    `code`: `unknown_line`, `line_not_found`, `hidden_row`, `hidden_sheet`,
    `external_link`, `form_version`, … Texts are plain sentences in both languages.
    """

    submission_id: str
    code: str
    line_code: str | None
    sheet: str | None
    address: str | None
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One row a steward's decision file, in order of `decided_at`, then file name.

    `decision`: `accept`, `exclude`, `revoke`, `assign`. `rule_id` is a rule,
    `SUBMISSION` or, for `assign`, `IDENTITY`. `has_cells` says whether the file bound
    itself to cell values (rows of `DecisionCell`).
    """

    decision_id: str
    sequence: int
    submission_id: str
    rule_id: str
    decision: str
    reason: str
    decided_by: str
    decided_at: datetime
    valid_until: date | None
    has_cells: bool
    locality_code: str | None
    report_year: int | None


@dataclass(frozen=True, slots=True)
class DecisionCell:
    """One row a cell value that a decision was made on; blank cells have no row."""

    decision_id: str
    line_code: str
    raw_text: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """The one row that says when this refresh runs; models read the day from here.

    `sources_fingerprint` is the hash of all that dbt reads, seeds included.
    """

    refreshed_at: datetime
    refreshed_on: date
    project_version: str
    git_commit: str | None
    sources_fingerprint: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One row a frozen publication: what was published of one report year, and when.

    `publication_id` is the name of its folder. What made the figures is that of the
    refresh that did (`Refresh`); `rules_sha256` is the hash of that year's rules.
    """

    publication_id: str
    as_of: date
    report_year: int
    note: str
    published_by: str
    created_at: datetime
    project_version: str
    git_commit: str | None
    sources_fingerprint: str
    rules_sha256: str


@dataclass(frozen=True, slots=True)
class PublicationFigure:
    """One row a figure of a frozen publication, as `marts.annual_indicators` had it."""

    publication_id: str
    report_year: int
    indicator: str
    breakdown: str
    member: str
    unit: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    held_value: Decimal | None
    localities_expected: int
    localities_reporting: int
    localities_held: int
    localities_missing: int
    coverage_share: Decimal | None
    is_lower_bound: bool | None


@dataclass(frozen=True, slots=True)
class PublicationInput:
    """One row a locality's figure of a frozen publication (`marts.figure_inputs`).

    It is what explains a later revision: `cells_digest` over the given cells of the
    block, `decision_ids` in force on it, `definition_digest` of the line and its rules.
    """

    publication_id: str
    report_year: int
    unit_set: str
    locality_code: str
    locality_name_vi: str
    locality_name_en: str
    section: str
    line_code: str
    indicator: str
    breakdown: str
    member: str
    unit: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    held_value: Decimal | None
    state: str
    status: str
    submission_id: str | None
    cells_digest: str | None
    decision_ids: str | None
    definition_digest: str


@dataclass(frozen=True, slots=True)
class PublicationSubmission:
    """One row a submission that was known when it was frozen, of whatever year."""

    publication_id: str
    submission_id: str
    report_year: int | None
    unit_set: str | None
    locality_code: str | None
    status: str
    replaces_all: bool
