"""Changes of what a blank, a decision, a later submission or a territory means."""

from tests.mutation.mutants import DECISIONS, HISTORY, VERDICTS, Mutant, model

MISSING = "not has_number and state != 'not_applicable' as is_missing"
GROUNDS = """\
    inner join succeeded
        on
            earlier.unit_set = succeeded.former_unit_set
            and earlier.locality_code = succeeded.former_locality_code
"""


def _grounds(key: str) -> str:
    """The same territory is whoever has the same `key` a year later."""
    return f"""\
    inner join territories as later
        on
            later.report_year = earlier.report_year + 1
            and later.{key} = earlier.{key}
    inner join succeeded
        on
            later.unit_set = succeeded.former_unit_set
            and later.locality_code = succeeded.former_locality_code
"""


CELLS = (
    Mutant(
        "a blank part is a zero",
        model("breakdowns__summed"),
        MISSING,
        MISSING.replace("!= 'not_applicable'", "not in ('not_applicable', 'blank')"),
        VERDICTS,
    ),
    Mutant(
        "a part that does not apply is missing",
        model("breakdowns__summed"),
        MISSING,
        "not has_number as is_missing",
        VERDICTS,
    ),
    Mutant(
        "an incomplete breakdown implies its total",
        model("sums__judged"),
        "has_number and not is_incomplete as is_complete",
        "has_number as is_complete",
        VERDICTS,
    ),
    Mutant(
        "a later blank deletes",
        model("cells__versioned"),
        "where state != 'blank' and (state != 'dash' or value is not null)",
        "where state != 'dash' or value is not null",
        (*DECISIONS, "test_marts", "test_staging"),
    ),
    Mutant(
        "a later dash deletes",
        model("cells__versioned"),
        "where state != 'blank' and (state != 'dash' or value is not null)",
        "where state != 'blank'",
        (*DECISIONS, "test_marts", "test_staging"),
    ),
    Mutant(
        "replacing all replaces nothing",
        model("versions__numbered"),
        "where admitted.file_replaces_all",
        "where false",
        (*DECISIONS, "test_marts", "test_versions"),
    ),
    Mutant(
        "breakdowns of a blank total are not compared",
        model("sums__judged"),
        "not one.total_is_given",
        "false",
        VERDICTS,
    ),
)

STEWARDS = (
    Mutant(
        "one acceptance is enough",
        model("blocks"),
        "bool_and(is_accepted) as",
        "bool_or(is_accepted) as",
        DECISIONS,
    ),
    Mutant(
        "an exclusion does not outweigh",
        model("blocks"),
        "when explained.is_excluded then",
        "when explained.is_excluded and failing.is_accepted is not true then",
        DECISIONS,
    ),
    Mutant(
        "a decision does not lapse when its cells change",
        model("decisions__in_force"),
        "when has_cells and has_other_cells then 'changed'",
        "when false then 'changed'",
        DECISIONS,
    ),
    Mutant(
        "a decision does not lapse when a cell is added",
        model("decisions__in_force"),
        "unlisted.decision_id is not null or",
        "false or",
        DECISIONS,
    ),
    Mutant(
        "a decision lapses when a cell is spelt otherwise",
        model("decisions__in_force"),
        "listed.state = cells.state\n",
        "false\n",
        DECISIONS,
    ),
    Mutant(
        "until is exclusive",
        model("decisions__standing"),
        "valid_until < refreshes",
        "valid_until <= refreshes",
        DECISIONS,
    ),
    Mutant(
        "until is never over",
        model("decisions__standing"),
        "latest.valid_until < refreshes.refreshed_on",
        "false",
        DECISIONS,
    ),
    Mutant(
        "the first decision stands",
        model("decisions__standing"),
        "order by sequence desc",
        "order by sequence",
        DECISIONS,
    ),
)

TERRITORIES = (
    Mutant(
        "growth by code alone",
        model("growth__paired"),
        GROUNDS,
        _grounds("locality_code"),
        ("test_growth",),
    ),
    Mutant(
        "growth by name alone",
        model("growth__paired"),
        GROUNDS,
        _grounds("locality_name_vi"),
        ("test_growth",),
    ),
    Mutant(
        "history by code alone",
        model("territories__preceded"),
        "localities.successor_code",
        "localities.code",
        HISTORY,
    ),
    Mutant(
        "history by name alone",
        model("territories__preceded"),
        "else expected.locality_code = localities.successor_code",
        "else expected.locality_name_vi = localities.name_vi",
        HISTORY,
    ),
    Mutant(
        "last year without a missing predecessor",
        model("totals__previous"),
        "having bool_and(",
        "having bool_or(",
        HISTORY,
    ),
    Mutant(
        "successors by code alone",
        model("territories__succeeded"),
        "succession.successor_code = localities.code",
        "succession.former_locality_code = localities.code",
        ("test_restatement",),
    ),
)
