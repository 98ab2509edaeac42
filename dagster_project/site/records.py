"""What the pages know, one record a table, as the published marts hold it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

Place = tuple[str, str]
"""A territory: `unit_set` and `locality_code`."""
Figure = tuple[str, str, str]
"""What is counted: `indicator`, `breakdown`, `member`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form; `nature` is `flow` or `stock`."""

    line_code: str
    section: str
    indicator: str
    breakdown: str
    member: str
    total_code: str | None
    kind: str
    unit: str
    nature: str
    label_vi: str
    label_en: str
    first_year: int
    last_year: int | None

    @property
    def figure(self) -> Figure:
        """The key of its figure."""
        return self.indicator, self.breakdown, self.member

    def is_in(self, year: int) -> bool:
        """Whether the form of that report year asks for it."""
        return self.first_year <= year <= (self.last_year or year)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form."""

    section: str
    numeral: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """An indicator that divides two figures."""

    indicator: str
    unit: str
    is_share: bool
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Territory:
    """A locality during its validity; `predecessors` and `successor` are places."""

    unit_set: str
    locality_code: str
    name_vi: str
    name_en: str
    kind: str
    valid_from: date
    valid_to: date | None
    successor: Place | None
    predecessors: tuple[Place, ...]

    @property
    def place(self) -> Place:
        """The key."""
        return self.unit_set, self.locality_code

    @property
    def page(self) -> str:
        """Its page below the language."""
        return f"locality/{self.unit_set}-{self.locality_code}.html"


@dataclass(frozen=True, slots=True)
class National:
    """A figure of the country, in `unit`; `line_code` is null for a ratio."""

    report_year: int
    indicator: str
    breakdown: str
    member: str
    unit: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    held_value: Decimal | None
    expected: int
    reporting: int
    held: int
    missing: int
    is_lower_bound: bool | None

    @property
    def least(self) -> Decimal | None:
        """What the country has at least, where it may have more; else null.

        What counts may be less than it says ("no more than 400"), so this is the lower
        end of the sum and not its value. A ratio has no such bound.
        """
        if self.value is None or self.is_lower_bound is None:
            return None
        is_open = self.is_lower_bound or self.value_high is None
        return self.value_low if is_open else None

    @property
    def is_at_least(self) -> bool:
        """Whether the country has its very value at least, as it stands in sums."""
        least, value = self.least, self.value
        return least is not None and value is not None and least >= value


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth against the year before; the note says why not, if not comparable."""

    report_year: int
    indicator: str
    breakdown: str
    member: str
    previous_value: Decimal | None
    value: Decimal | None
    change: Decimal | None
    headline: Decimal | None
    panel: int
    panel_change: Decimal | None
    entrants: Decimal | None
    leavers: Decimal | None
    like_for_like: Decimal | None
    is_comparable: bool


class Local(NamedTuple):
    """What a territory contributes to a figure, and the cell that it comes from.

    `files` are those of an implied total, whose parts may come from several.
    """

    report_year: int
    unit_set: str
    locality_code: str
    indicator: str
    breakdown: str
    member: str
    value: Decimal | None
    held_value: Decimal | None
    state: str
    status: str
    submission_id: str | None
    raw_text: str | None
    sheet: str | None
    address: str | None
    files: str | None

    @property
    def figure(self) -> Figure:
        """The key of its figure."""
        return self.indicator, self.breakdown, self.member


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a territory of the present map in a year of an earlier one."""

    report_year: int
    locality_code: str
    indicator: str
    value: Decimal
    completeness: str
    missing: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A section of a territory's report of a year."""

    report_year: int
    unit_set: str
    locality_code: str
    section: str
    status: str
    received_at: datetime | None
    deadline: date
    days_late: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that failed and is not settled by a correction."""

    report_year: int
    unit_set: str
    locality_code: str
    rule_id: str
    severity: str
    verdict: str
    message_vi: str
    message_en: str
    status: str
    explanation: str | None
    measure: str | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A file of a territory; `is_synthetic` says that it is made up.

    `said_status` is `partly` or `held`, too, where measures of it are left out.
    """

    submission_id: str
    original_name: str
    received_at: datetime
    report_year: int | None
    unit_set: str | None
    locality_code: str | None
    status: str
    reason_vi: str | None
    reason_en: str | None
    current_cells: int | None
    is_synthetic: bool
    said_status: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A published sentence beside what the submissions give."""

    report_year: int
    indicator: str
    breakdown: str
    member: str
    statement: str
    text: str
    low: Decimal | None
    high: Decimal | None
    computed: Decimal | None
    verdict: str
    source_url: str
    note_vi: str | None
    note_en: str | None
    scope: str
    value: Decimal
    hedge: str
    expected: int | None
    reporting: int | None
    previous_expected: int | None
    previous_reporting: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A definition of an indicator and the years in which it stood."""

    indicator: str
    first_year: int | None
    last_year: int | None
    scope: str
    definition_vi: str
    definition_en: str


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a territory stands on its map of tiles, counted from the north-west."""

    unit_set: str
    locality_code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published mart with its description, and that of its table."""

    table: str
    table_comment: str
    name: str
    data_type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of reuse that the publisher states."""

    name: str
    title_vi: str
    title_en: str
    text_vi: str | None
    text_en: str | None
