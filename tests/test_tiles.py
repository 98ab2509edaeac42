"""The map of tiles: every territory once, where it lies."""

from collections import Counter

from tests.seeds import seed


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
