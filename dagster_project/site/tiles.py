"""The country as tiles of equal size, coloured by value, share or coverage."""

from dataclasses import dataclass
from decimal import Decimal

from dagster_project.site.country import COUNTING, Country
from dagster_project.site.records import Figure, Territory

_STEPS = 5
# Steps of a locality's share of the country; the sixth is ten percent and more.
SHARE_STEPS = tuple(Decimal(each) for each in ("0.005", "0.01", "0.02", "0.05", "0.10"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A tile: its place, what it stands for, and its three colours.

    `fifth` 1 to 5 by rank of the value (0: none), `step` 0 to 5 by share; `status` is
    `received`, `late`, `held` or `missing`. Nobody has a share where a number below
    zero was accepted: the others' would be above the whole.
    """

    territory: Territory
    column: int
    row: int
    value: Decimal | None
    share: Decimal | None
    fifth: int
    step: int | None
    status: str


def status_of(country: Country, year: int, territory: Territory, figure: Figure) -> str:
    """Whether a territory's figure counts, and if it came late."""
    found = country.local.get((year, territory.place), {}).get(figure)
    if found is None or found.status == "missing":
        return "missing"
    if found.status not in COUNTING:
        return "held"
    section = country.lines[figure].section
    said = country.coverage[year, territory.place].get(section)
    return "late" if said and said.days_late else "received"


def tiles(country: Country, year: int, figure: Figure) -> list[Cell]:
    """One tile a territory of that year's map, from north to south."""
    places = country.places(year)
    values = {place: country.value(year, place, figure) for place in places}
    ranked = sorted(value for value in values.values() if value)
    national = country.national[year, figure].value
    if any(value < 0 for value in values.values() if value is not None):
        national = None
    cells = []
    for place in places:
        value, territory = values[place], country.territories[place]
        share = value / national if value is not None and national else None
        cells.append(
            Cell(
                territory,
                country.tiles[place].column,
                country.tiles[place].row,
                value,
                share,
                1 + _STEPS * ranked.index(value) // len(ranked) if value else 0,
                None if share is None else sum(share >= step for step in SHARE_STEPS),
                status_of(country, year, territory, figure),
            )
        )
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def limits(cells: list[Cell]) -> list[tuple[int, Decimal, Decimal]]:
    """The fifths that are used, each with the least and the greatest value in it."""
    found: dict[int, list[Decimal]] = {}
    for cell in cells:
        if cell.value and cell.fifth:
            found.setdefault(cell.fifth, []).append(cell.value)
    return [(fifth, min(seen), max(seen)) for fifth, seen in sorted(found.items())]
