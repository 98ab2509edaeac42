"""The seeds of localities: two maps, what became of the first, and their aliases."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from tests.seeds import folded, seed

UNITS_OF_THE_FORM = {63: date(2024, 12, 31), 34: date(2025, 12, 31)}


def territories_on(day: date) -> set[tuple[str, str]]:
    return {
        (row["unit_set"], row["code"])
        for row in seed("localities")
        if row["valid_from"] <= day.isoformat() <= (row["valid_to"] or "9999")
    }


@pytest.mark.parametrize("count", UNITS_OF_THE_FORM)
def test_the_map_of_each_day_has_its_number_of_localities(count):
    found = territories_on(UNITS_OF_THE_FORM[count])
    assert len(found) == count
    assert {unit_set for unit_set, _ in found} == {str(count)}


def test_every_locality_of_the_63_has_one_successor_that_begins_the_day_after():
    rows = seed("localities")
    assert len({(row["unit_set"], row["code"]) for row in rows}) == len(rows)
    successors = defaultdict(set)
    for row in rows:
        if row["valid_to"]:
            day_after = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
            found = [
                later
                for later in rows
                if later["code"] == row["successor_code"]
                and later["valid_from"] == day_after.isoformat()
            ]
            assert len(found) == 1, row["name_vi"]
            assert found[0]["name_vi"] == row["successor_name_vi"]
            successors[found[0]["code"]].add(row["code"])
    # Both directions of the seed tell the same: 63 became 34.
    assert sum(map(len, successors.values())) == 63
    assert len(successors) == 34
    for row in rows:
        if row["unit_set"] == "34":
            assert set(row["predecessor_codes"].split("|")) == successors[row["code"]]


def test_an_alias_means_one_territory_of_its_map_or_says_which_it_may_mean():
    meanings = defaultdict(set)
    marked = defaultdict(set)
    for row in seed("aliases"):
        if row["alias_kind"] == "former":
            continue
        key = (row["unit_set"], folded(row["alias"]))
        meanings[key].add(row["code"])
        if row["ambiguous_with"]:
            marked[key] |= set(row["ambiguous_with"].split("|"))
    for key, codes in meanings.items():
        if len(codes) > 1:
            assert marked[key] == codes, key
        elif key in marked:
            assert codes < marked[key], key


def test_every_alias_names_a_territory_of_its_map():
    territories = {(row["unit_set"], row["code"]) for row in seed("localities")}
    for row in seed("aliases"):
        assert (row["unit_set"], row["code"]) in territories
        for code in filter(None, row["ambiguous_with"].split("|")):
            assert (row["unit_set"], code) in territories


def test_a_former_name_never_resolves_and_names_its_successor():
    rows = seed("localities")
    successor = {r["code"]: r["successor_code"] for r in rows if r["unit_set"] == "63"}
    former_codes = {
        folded(alias["alias"]): alias["code"]
        for alias in seed("aliases")
        if alias["unit_set"] == "63" and alias["alias_kind"] == "official"
    }
    for alias in seed("aliases"):
        if alias["alias_kind"] == "former" and folded(alias["alias"]) in former_codes:
            code = former_codes[folded(alias["alias"])]
            assert alias["code"] == successor[code], alias["alias"]
