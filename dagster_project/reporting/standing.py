"""Where a locality stands with its report of a year, said once for every reader.

*Late* is when a report came, the rest is what became of it: a report can be both late
and held. The status of a section in `marts.reporting_coverage` tells one thing only,
the first that applies, so it never counts who was late.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """A locality and year, over all sections of the form.

    `is_missing`: nothing came. `is_empty`: something came, and no section of it has a
    number. `is_held`: a section at least is held. `days_late`: of its latest section.
    """

    is_missing: bool
    is_empty: bool
    is_held: bool
    days_late: int

    @property
    def is_late(self) -> bool:
        """Whether a section at least came after the deadline."""
        return self.days_late > 0

    @property
    def is_received(self) -> bool:
        """Whether it came in time and nothing of it is held."""
        return not (self.is_missing or self.is_empty or self.is_held or self.is_late)


def standing(sections: Iterable[tuple[str, int | None]]) -> Standing:
    """Judge a locality by `status` and `days_late` of each of its sections."""
    known = list(sections)
    statuses = {status for status, _ in known}
    return Standing(
        statuses == {"missing"},
        statuses == {"empty"},
        "held" in statuses,
        max((days or 0 for _, days in known), default=0),
    )
