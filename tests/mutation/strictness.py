"""Changes of a strictness or a threshold by one step."""

from tests.mutation.mutants import (
    HISTORY,
    INTERVALS,
    RULES,
    VERDICTS,
    Mutant,
    model,
)

ENDS = (
    Mutant(
        "an open low end is read as closed",
        INTERVALS,
        "{{ above }}_{{ reading }}low_is_open",
        "false",
        VERDICTS,
    ),
    Mutant(
        "an open high end is read as closed",
        INTERVALS,
        "or {{ below }}_{{ reading }}high_is_open",
        "or false",
        VERDICTS,
    ),
    Mutant(
        "a closed end is read as open",
        INTERVALS,
        "{{ above }}_{{ reading }}low > {{ below }}",
        "{{ above }}_{{ reading }}low >= {{ below }}",
        VERDICTS,
    ),
    Mutant(
        "SUM fails in the customary reading",
        model("sums__judged"),
        "{{ meets('total', 'summed', 'widest_') }}",
        "{{ meets('total', 'summed') }}",
        VERDICTS,
    ),
    Mutant(
        "SUM holds in the widest reading",
        model("sums__judged"),
        "{{ meets('total', 'summed') }}",
        "{{ meets('total', 'summed', 'widest_') }}",
        VERDICTS,
    ),
    Mutant(
        "OFW must be below its parent",
        model("of_which__judged"),
        "when is_above_widely then 'fail'",
        "when is_above_widely or value = parent_high then 'fail'",
        VERDICTS,
    ),
    Mutant(
        "participants must exceed courses",
        model("pairs__judged"),
        "high < bases.{{ reading }}low",
        "high <= bases.{{ reading }}low",
        RULES,
    ),
    Mutant(
        "a zero is above zero in PAIR",
        model("pairs__judged"),
        "{{ reading }}low > 0\n",
        "{{ reading }}low >= 0\n",
        RULES,
    ),
    Mutant(
        "a zero is above zero in EMPTY",
        model("empties__judged"),
        "where value > 0 or low > 0",
        "where value >= 0 or low >= 0",
        RULES,
    ),
)


def _steps(
    name: str, path: str, old: str, tests: tuple[str, ...], **steps: str
) -> tuple[Mutant, ...]:
    return tuple(
        Mutant(f"{name}: {what.replace('_', ' ')}", path, old, new, tests)
        for what, new in steps.items()
    )


THRESHOLDS = (
    *_steps(
        "YOY factor 3",
        model("years__judged"),
        "> 3 * least",
        HISTORY,
        reached=">= 3 * least",
        becomes_4="> 4 * least",
    ),
    *_steps(
        "YOY half a percent",
        model("years__judged"),
        "* 200\n                    > national",
        HISTORY,
        reached="* 200\n                    >= national",
        becomes_nothing="* 200\n                    > 0 * national",
        becomes_one_percent="* 100\n                    > national",
    ),
    *_steps(
        "COPY nine of ten",
        model("copies__judged"),
        "counted.same_cells * 10 >= counted",
        HISTORY,
        exceeded="counted.same_cells * 10 > counted",
        becomes_eight="counted.same_cells * 10 + counted.compared_cells >= counted",
    ),
    *_steps(
        "COPY eight cells",
        model("copies__judged"),
        "compared_cells >= 8",
        HISTORY,
        becomes_nine="compared_cells >= 9",
        becomes_seven="compared_cells >= 7",
    ),
    *_steps(
        "PERIOD 31 days at the start",
        model("periods__judged"),
        "start_shift_days <= 31",
        RULES,
        becomes_30="start_shift_days <= 30",
        becomes_32="start_shift_days <= 32",
    ),
    *_steps(
        "PERIOD 31 days at the end",
        model("periods__judged"),
        "end_shift_days <= 31",
        RULES,
        becomes_30="end_shift_days <= 30",
        becomes_32="end_shift_days <= 32",
    ),
    *_steps(
        "UNIT two percent below",
        INTERVALS,
        "{{ 98 * factor }}",
        (*RULES, *HISTORY),
        exclusive="{{ 98 * factor }} + 1",
        becomes_three="{{ 97 * factor }}",
    ),
    *_steps(
        "UNIT two percent above",
        INTERVALS,
        "{{ 102 * factor }}",
        (*RULES, *HISTORY),
        exclusive="{{ 102 * factor }} - 1",
        becomes_three="{{ 103 * factor }}",
    ),
    *_steps(
        "UNIT least fine per case",
        model("units__judged"),
        ">= pairs.lowest_share",
        RULES,
        exceeded="> pairs.lowest_share",
    ),
    *_steps(
        "UNIT greatest fine per case",
        model("units__judged"),
        "<= pairs.highest_share",
        RULES,
        undercut="< pairs.highest_share",
    ),
)
