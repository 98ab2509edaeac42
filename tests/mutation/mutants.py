"""Changes that must not go unnoticed: one text in one SQL file, and who should see it.

`tests` are stems of files in tests/. A rule that is dropped disappears from every
verdict; one that is blinded stays and never fails.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change: in `path` (below dbt/) every `old` becomes `new`."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


INTERVALS = "macros/intervals.sql"
VERDICTS = ("test_verdicts", "test_verdicts_hedged", "test_verdicts_of_cells")
RULES = ("test_rules", "test_rule_registry")
HISTORY = ("test_history",)
DECISIONS = ("test_decisions", "test_decisions_on_periods")


def model(name: str) -> str:
    return f"models/intermediate/int_{name}.sql"


def _dropped(kind: str, tests: tuple[str, ...]) -> Mutant:
    return Mutant(
        f"{kind} dropped",
        model("verdicts__united"),
        "    from united\n)",
        f"    from united\n    where split_part(rule_id, ':', 1) != '{kind}'\n)",
        tests,
    )


DROPPED = (
    _dropped("SUM", VERDICTS),
    _dropped("OFW", VERDICTS),
    _dropped("CELL", VERDICTS),
    _dropped("REQ", VERDICTS),
    _dropped("PAIR", RULES),
    _dropped("UNIT", RULES),
    _dropped("YOY", HISTORY),
    _dropped("COPY", HISTORY),
    _dropped("EMPTY", RULES),
    _dropped("PERIOD", RULES),
)

BLINDED = (
    Mutant(
        "SUM never fails",
        model("sums__judged"),
        "when not meets_widely then 'fail'",
        "when false then 'fail'",
        VERDICTS,
    ),
    Mutant(
        "OFW never fails",
        model("of_which__judged"),
        "when is_above_widely then 'fail'",
        "when false then 'fail'",
        VERDICTS,
    ),
    Mutant(
        "CELL passes what cannot be read",
        model("cells__judged"),
        "when state = 'unreadable' then 'unreadable'",
        "when state = 'unreadable' then 'consistent'",
        VERDICTS,
    ),
    Mutant(
        "CELL passes a negative number",
        model("cells__judged"),
        "when value < 0 then",
        "when false then",
        VERDICTS,
    ),
    Mutant(
        "CELL passes half a case",
        model("cells__judged"),
        "when unit != 'VND' and",
        "when false and",
        VERDICTS,
    ),
    Mutant(
        "REQ passes parts without a total",
        model("required__judged"),
        "when parts.has_given_part then 'total_missing'",
        "when parts.has_given_part then 'consistent'",
        VERDICTS,
    ),
    Mutant(
        "REQ passes a total without parts",
        model("required__judged"),
        "when cells.is_given then 'parts_missing'",
        "when cells.is_given then 'consistent'",
        VERDICTS,
    ),
    Mutant(
        "PAIR without its hard side",
        model("pairs__judged"),
        "dependents.{{ reading }}is_above_zero and bases.{{ reading }}is_zero\n",
        "false\n",
        RULES,
    ),
    Mutant(
        "PAIR without cases that need fines",
        model("pairs__judged"),
        "                        bases.{{ reading }}is_above_zero\n",
        "                        false\n",
        RULES,
    ),
    Mutant(
        "PAIR without participants below courses",
        model("pairs__judged"),
        "and dependents.{{ reading }}high < bases.{{ reading }}low",
        "and false",
        RULES,
    ),
    Mutant(
        "UNIT without the fine per case",
        model("units__judged"),
        "else 'share'",
        "else 'consistent'",
        RULES,
    ),
    Mutant(
        "UNIT without last year",
        model("units__judged"),
        "when previous_factor is not null then 'last_year'",
        "when false then 'last_year'",
        (*RULES, *HISTORY),
    ),
    Mutant(
        "UNIT without the failing sum",
        model("units__judged"),
        "when summed_factor is not null then 'failing_sum'",
        "when false then 'failing_sum'",
        RULES,
    ),
    Mutant(
        "PERIOD without its hard side",
        model("periods__judged"),
        "            else 'hard'\n        end as severity",
        "            else 'soft'\n        end as severity",
        RULES,
    ),
    Mutant(
        "PERIOD without its soft side",
        model("periods__judged"),
        "end_shift_days <= 31 then 'soft'",
        "end_shift_days <= 31 then 'hard'",
        RULES,
    ),
)
