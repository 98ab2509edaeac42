"""The localities and their maps: which territory a code or a name means in a year.

Codes and names changed their meaning on 1 July 2025, so nothing here answers without a
report year: its map is the one that holds on 31 December, by the dates in the seeds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MINYEAR, date
from functools import cache, cached_property

from dagster_project import paths
from dagster_project.submissions.grouping import normal_code
from dagster_project.submissions.labels import bare, plain
from dagster_project.submissions.place_names import (
    NEW_MARK,
    OLD_MARK,
    names_apart,
    names_in,
    tokens,
    unmarked,
    without_office,
)
from expectations.form import rows_of

# Kinds of alias that are a whole name; initials and nicknames may mean another place.
FULL_NAMES = frozenset(
    {"official", "no_diacritics", "upper", "joined", "prefixed", "en", "vi", "variant"}
)


@dataclass(frozen=True, slots=True)
class Territory:
    """A locality during its validity; the key is (`unit_set`, `code`)."""

    unit_set: str
    code: str
    name_vi: str
    name_en: str
    valid_from: date
    valid_to: date | None
    successor_code: str | None
    predecessor_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Former:
    """A locality that is on no map of the year, and the territory it went into."""

    name: str
    code: str
    successor: Territory


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a written code or name may mean in a year.

    `territories` are those of the year's map (several: ambiguous), `former` the
    abolished ones, `later` those of a later map where the text says so (`(mới)`); all
    empty where nothing is known by that name.
    """

    text: str
    territories: tuple[Territory, ...] = ()
    former: tuple[Former, ...] = ()
    later: tuple[Territory, ...] = ()

    def may_be(self, other: "Meaning") -> bool:
        """Whether both may mean one territory; what is not known may be any."""
        is_known = self.territories or self.former or self.later
        return not is_known or bool({*self.territories} & {*other.territories})


@dataclass(frozen=True)
class Places:
    """All territories, their written names by map, and the older changes of the map."""

    by_key: Mapping[tuple[str, str], Territory]
    by_plain: Mapping[tuple[str, str], frozenset[str]]
    by_bare: Mapping[tuple[str, str], frozenset[str]]
    full_names: Mapping[tuple[str, ...], frozenset[str]]
    abolished: tuple[tuple[date, str, str, str], ...]

    def unit_set(self, year: int) -> str | None:
        """The map of a report year: that of its 31 December; null before all maps."""
        if year < MINYEAR:  # a file may say `0000`, which no date knows
            return None
        last_day = date(year, 12, 31)
        sets = {
            x.unit_set
            for x in self.by_key.values()
            if x.valid_from <= last_day and (not x.valid_to or last_day <= x.valid_to)
        }
        return next(iter(sets)) if len(sets) == 1 else None

    def territory(self, unit_set: str, code: str) -> Territory | None:
        """The territory with this key."""
        return self.by_key.get((unit_set, code))

    def of_code(self, text: str, year: int) -> Meaning:
        """What a code means in a year; `1` is `01`."""
        code, unit_set = normal_code(text), self.unit_set(year) or ""
        here = self.territory(unit_set, code)
        if here:
            return Meaning(text, (here,))
        former = [x for y in self._earlier(unit_set) for x in self._went(y, {code})]
        if not former:
            former = list(self._abolished(year, lambda _, old: old == code))
        return Meaning(text, (), tuple(former))

    def of_name(self, text: str, year: int) -> Meaning:
        """What a name means in a year: by its letters, else without diacritics."""
        unit_set = self.unit_set(year) or ""
        said = bare(text)
        is_old, is_new = bool(OLD_MARK.search(said)), bool(NEW_MARK.search(said))
        name = unmarked(text) if is_old or is_new else text
        inside = set(names_apart(self.full_names, name)) - {name}
        earlier = self._earlier(unit_set)
        later = [x for x in self._sets if x not in (unit_set, *earlier)]
        codes = self._codes(later[-1], name) if is_new and later else frozenset()
        if is_new and later and (codes or not inside):
            return Meaning(text, later=self._all(later[-1], codes))
        if not (is_old and earlier):
            codes = self._codes(unit_set, name)
            if codes:
                return Meaning(text, self._all(unit_set, codes))
        for other in earlier:
            codes = self._codes(other, name)
            if codes:
                return self._became(text, tuple(self._went(other, codes)))
        if inside:
            mark = " (cũ)" if is_old else " (mới)" if is_new else ""
            return _together(text, [self.of_name(x + mark, year) for x in inside])
        named = bare(name)
        former = self._abolished(year, lambda old, _: without_office(named) == old)
        return Meaning(text, (), tuple(former))

    def in_text(self, text: str, year: int) -> tuple[Meaning, ...]:
        """The full names of localities in a longer text, as the name of a file."""
        return tuple(self.of_name(x, year) for x in names_in(self.full_names, text))

    def _became(self, text: str, former: tuple[Former, ...]) -> Meaning:
        """What a former name means: itself, where the map left it as it was."""
        if all(x.successor.predecessor_codes == (x.code,) for x in former):
            return Meaning(text, tuple(x.successor for x in former))
        return Meaning(text, (), former)

    def _all(self, unit_set: str, codes: frozenset[str]) -> tuple[Territory, ...]:
        found = (self.territory(unit_set, x) for x in sorted(codes))
        return tuple(x for x in found if x)

    def _earlier(self, unit_set: str) -> list[str]:
        """The maps before this one, the latest first."""
        sets = self._sets
        return sets[: sets.index(unit_set)][::-1] if unit_set in sets else []

    @cached_property
    def _sets(self) -> list[str]:
        """All maps in order of time."""
        starts = {x.unit_set: x.valid_from for x in self.by_key.values()}
        return sorted(starts, key=lambda x: starts[x])

    def _went(
        self, unit_set: str, codes: frozenset[str] | set[str]
    ) -> Iterator[Former]:
        for code in sorted(codes):
            old = self.territory(unit_set, code)
            if old and old.successor_code:
                later = [
                    x
                    for x in self.by_key.values()
                    if x.code == old.successor_code and x.valid_from > old.valid_from
                ]
                new = min(later, key=lambda x: x.valid_from)
                yield Former(old.name_vi, old.code, new)

    def _abolished(
        self, year: int, is_meant: Callable[[str, str], bool]
    ) -> Iterator[Former]:
        for day, name, old, new in self.abolished:
            unit_set = self.unit_set(year)
            successor = unit_set and self.territory(unit_set, new)
            if successor and day <= date(year, 12, 31) and is_meant(bare(name), old):
                yield Former(name, old, successor)

    def _codes(self, unit_set: str, name: str) -> frozenset[str]:
        found = self.by_plain.get((unit_set, plain(name)))
        found = found or self.by_bare.get((unit_set, bare(name)))
        found = found or self.by_bare.get((unit_set, without_office(bare(name))))
        return found or frozenset()


def _together(text: str, said: Sequence[Meaning]) -> Meaning:
    """What a text means that names several; what went into another of them is that."""
    here = _each(y for x in said for y in x.territories)
    gone = {x.code: x for y in said for x in y.former if x.successor not in here}
    return Meaning(
        text,
        here,
        tuple(gone[x] for x in sorted(gone)),
        _each(y for x in said for y in x.later),
    )


def _each(found: Iterable[Territory]) -> tuple[Territory, ...]:
    by_code = {x.code: x for x in found}
    return tuple(by_code[x] for x in sorted(by_code))


@cache
def places() -> Places:
    """The localities as declared in `dbt/seeds`; read once a process."""
    by_plain: dict[tuple[str, str], set[str]] = {}
    by_bare: dict[tuple[str, str], set[str]] = {}
    full: dict[tuple[str, ...], set[str]] = {}
    for row in rows_of(paths.SEEDS / "aliases.csv"):
        if row["alias_kind"] == "former":
            continue
        codes = {row["code"], *filter(None, row["ambiguous_with"].split("|"))}
        by_plain.setdefault((row["unit_set"], plain(row["alias"])), set()).update(codes)
        by_bare.setdefault((row["unit_set"], bare(row["alias"])), set()).update(codes)
        if row["alias_kind"] in FULL_NAMES:
            full.setdefault(tokens(bare(row["alias"])), set()).add(row["alias"])
    abolished = _abolished()
    for _, name, _, _ in abolished:
        full.setdefault(tokens(bare(name)), set()).add(name)
    territories = [_territory(x) for x in rows_of(paths.SEEDS / "localities.csv")]
    return Places(
        {(x.unit_set, x.code): x for x in territories},
        {x: frozenset(y) for x, y in by_plain.items()},
        {x: frozenset(y) for x, y in by_bare.items()},
        {x: frozenset(y) for x, y in full.items()},
        abolished,
    )


def _abolished() -> tuple[tuple[date, str, str, str], ...]:
    """(day, name, old code, code it went into) of single mergers between the maps."""
    return tuple(
        (
            date.fromisoformat(x["effective_date"]),
            x["unit"],
            x["old_code"],
            x["new_code"],
        )
        for x in rows_of(paths.SEEDS / "locality_changes.csv")
        if x["change"] == "merge" and x["old_code"] and x["new_code"]
    )


def _territory(row: Mapping[str, str]) -> Territory:
    return Territory(
        row["unit_set"],
        row["code"],
        row["name_vi"],
        row["name_en"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        row["successor_code"] or None,
        tuple(filter(None, row["predecessor_codes"].split("|"))),
    )
