"""The country that the bundled submissions describe: sizes, who is missing, targets.

Sizes are made up in the proportions of the country (two cities hold most). National
targets of 2024, and the cases and fines of 2023, are published figures; every other
number here is invented.
"""

from dataclasses import dataclass

from dagster_project import paths
from expectations.form import rows_of

# How large the administration of industrial property is in each locality of the 63.
SIZES = {
    "01": 150, "02": 2, "04": 1, "06": 1, "08": 2, "10": 3, "11": 1, "12": 1,
    "14": 3, "15": 2, "17": 2, "19": 5, "20": 3, "22": 6, "24": 6, "25": 4,
    "26": 6, "27": 9, "30": 7, "31": 12, "33": 8, "34": 4, "35": 4, "36": 6,
    "37": 4, "38": 8, "40": 7, "42": 4, "44": 3, "45": 2, "46": 5, "48": 12,
    "49": 4, "51": 3, "52": 5, "54": 2, "56": 6, "58": 2, "60": 4, "62": 1,
    "64": 4, "66": 5, "67": 1, "68": 7, "70": 3, "72": 4, "74": 20, "75": 17,
    "77": 6, "79": 190, "80": 9, "82": 6, "83": 5, "84": 2, "86": 3, "87": 6,
    "89": 6, "91": 5, "92": 9, "93": 2, "94": 3, "95": 2, "96": 3,
}  # fmt: skip

# Localities that the annual report of 2024 names for good results, by measure.
STRONG = {
    "advice": ("25", "37", "22", "26", "42", "38", "56", "64"),
    "applications": ("19", "22", "38", "64", "89", "83", "87"),
}

MISSING = {
    2023: ("02", "04", "12", "35", "54", "62", "67", "72", "84", "94", "95"),
    2024: ("06", "12", "17", "62", "67", "84", "93", "95"),
    2025: ("04", "12", "96"),
}

# Resolutions, decisions and plans by locality. The fifteen of 2024 are those that the
# annual report's first footnote names.
DOCUMENTS = {
    2023: {
        "11": (0, 1, 0), "15": (0, 0, 1), "30": (0, 1, 0), "33": (0, 1, 1),
        "37": (0, 1, 0), "44": (0, 0, 1), "45": (0, 1, 0), "48": (1, 1, 0),
        "58": (0, 1, 0), "49": (0, 1, 1), "66": (1, 1, 0), "70": (0, 0, 1),
        "89": (0, 1, 0), "82": (0, 1, 0), "91": (1, 1, 0),
    },
    2024: {
        "11": (0, 0, 1), "15": (0, 1, 1), "30": (1, 1, 0), "33": (0, 1, 0),
        "37": (0, 1, 1), "44": (0, 1, 0), "45": (0, 1, 1), "48": (1, 2, 0),
        "58": (0, 0, 1), "49": (1, 1, 0), "66": (0, 1, 1), "70": (0, 1, 0),
        "89": (0, 1, 1), "82": (1, 1, 0), "91": (0, 1, 1),
    },
    2025: {
        "11": (0, 1, 0), "15": (0, 1, 1), "31": (1, 2, 0), "33": (0, 1, 0),
        "37": (1, 1, 0), "44": (0, 1, 1), "48": (1, 2, 1), "56": (0, 1, 1),
        "66": (0, 2, 0), "75": (0, 1, 1), "91": (1, 1, 1), "82": (0, 2, 0),
        "92": (0, 1, 0), "25": (0, 1, 0),
    },
}  # fmt: skip


@dataclass(frozen=True)
class National:
    """What a year's submissions add up to: parts by line, fines in million đồng."""

    parts: dict[str, int]
    fines: int
    participants: int


NATIONAL = {
    2023: National(
        {
            "B1": 2874, "B2": 51, "B3": 8, "B4": 4, "B5": 11, "B6": 15, "B7": 53,
            "B9": 33, "E1": 3655, "E2": 201, "E3": 104, "E9": 0, "G1": 88, "G2": 119,
            "G3": 97, "G9": 14, "K1": 182, "K2": 86, "M1": 2066, "M2": 69, "M3": 33,
            "M4": 16, "M5": 7, "N1": 1322, "N2": 47, "N3": 11, "N4": 9, "N5": 6,
            "P1": 1480, "P2": 940, "P3": 2015, "P4": 21, "P9": 164,
        },
        fines=36_712,
        participants=9_684,
    ),
    2024: National(
        {
            "B1": 3148, "B2": 62, "B3": 9, "B4": 6, "B5": 14, "B6": 18, "B7": 58,
            "B9": 34, "E1": 3862, "E2": 236, "E3": 109, "E9": 0, "G1": 96, "G2": 131,
            "G3": 104, "G9": 17, "K1": 201, "K2": 93, "M1": 2259, "M2": 78, "M3": 38,
            "M4": 19, "M5": 9, "N1": 1465, "N2": 52, "N3": 13, "N4": 12, "N5": 8,
            "P1": 1622, "P2": 1015, "P3": 2304, "P4": 24, "P9": 181,
        },
        fines=42_030,
        participants=11_037,
    ),
    2025: National(
        {
            "B1": 3396, "B2": 71, "B3": 12, "B4": 7, "B5": 17, "B6": 21, "B7": 63,
            "B9": 38, "E1": 4188, "E2": 262, "E3": 131, "E9": 27, "G1": 104, "G2": 140,
            "G3": 117, "G9": 19, "K1": 219, "K2": 101, "M1": 2480, "M2": 88, "M3": 45,
            "M4": 22, "M5": 12, "N1": 1610, "N2": 58, "N3": 16, "N4": 14, "N5": 9,
            "P1": 1777, "P2": 1083, "P3": 2611, "P4": 29, "P9": 203,
        },
        fines=47_286,
        participants=12_120,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Territory:
    """A locality on the map of a report year."""

    unit_set: str
    code: str
    name_vi: str
    name_en: str
    full_name_vi: str
    predecessors: tuple[str, ...]


def territories(year: int) -> list[Territory]:
    """Those that exist on 31 December of `year`, in the order of their codes."""
    unit_set = "63" if year < 2025 else "34"
    rows = rows_of(paths.SEEDS / "localities.csv")
    return sorted(
        (
            Territory(
                unit_set,
                x["code"],
                x["name_vi"],
                x["name_en"],
                x["full_name_vi"],
                tuple(filter(None, x["predecessor_codes"].split("|"))),
            )
            for x in rows
            if x["unit_set"] == unit_set
        ),
        key=lambda x: x.code,
    )


def reporting(year: int) -> list[Territory]:
    """Those that send a report for `year`."""
    return [x for x in territories(year) if x.code not in MISSING[year]]


def size(territory: Territory) -> int:
    """The territory's size; of a merged one, the sum of its predecessors'."""
    return sum(SIZES[code] for code in territory.predecessors or (territory.code,))
