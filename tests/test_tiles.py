"""The map of tiles: every territory once, where it lies and as what it counts."""

from collections import Counter

from dagster_project.site import tiles as drawn
from tests.given import built, report
from tests.seeds import seed
from tests.site_pages import reread

CASES = ("cases_count", "total", "total")
# Of provinces: together 1,000.
COUNTED = {"22": 5, "24": 10, "26": 20, "27": 50, "30": 100, "31": 815}


def tiles() -> list[dict[str, str]]:
    return seed("locality_tiles")


def territories() -> set[tuple[str, str]]:
    return {(row["unit_set"], row["code"]) for row in seed("localities")}


def test_every_territory_has_one_tile() -> None:
    placed = Counter((tile["unit_set"], tile["locality_code"]) for tile in tiles())
    assert set(placed) == territories()
    assert set(placed.values()) == {1}


def test_no_two_territories_share_a_tile() -> None:
    places = Counter((t["unit_set"], t["column"], t["row"]) for t in tiles())
    assert max(places.values()) == 1


def test_the_tiles_lie_as_the_country_lies() -> None:
    at = {(t["unit_set"], t["locality_code"]): t for t in tiles()}
    for unit_set in ("63", "34"):
        north, middle, south = (
            int(at[unit_set, code]["row"]) for code in ("01", "48", "96")
        )
        assert north < middle < south
        # Điện Biên is the westernmost, Khánh Hòa's coast among the easternmost.
        west, east = (int(at[unit_set, code]["column"]) for code in ("11", "56"))
        assert west == 1 and east >= 7


def test_colours_are_fifths_by_rank_and_steps_that_begin_at_their_share() -> None:
    con = built([report(code, 2024, {"B": x}) for code, x in COUNTED.items()])
    cells = {
        x.territory.locality_code: x for x in drawn.tiles(reread(con), 2024, CASES)
    }
    con.close()
    assert [cells[code].fifth for code in COUNTED] == [1, 1, 2, 3, 4, 5]
    assert [cells[code].step for code in COUNTED] == [1, 2, 3, 4, 5, 5]
    assert (cells["01"].fifth, cells["01"].step) == (0, None)


def test_a_median_is_told_of_three_peers_and_not_of_two() -> None:
    con = built(
        [report(code, 2024, {"B": COUNTED[code]}) for code in ("22", "24", "26")]
    )
    assert reread(con).median(2024, ("63", "22"), CASES) == (None, 2)
    assert reread(con).median(2024, ("63", "27"), CASES) == (10, 3)
    con.close()
