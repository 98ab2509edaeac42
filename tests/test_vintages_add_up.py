"""The causes of a revision add up, whatever was sent and in whichever order."""

import random

from tests import given
from tests.given import decision, report, rows
from tests.vintage import YEAR, build, freeze, raw

__all__ = ["raw"]  # a landing zone of its own

SEED = 20250603


LINES = ("B", "B1", "B2", "C", "E", "E1", "G", "K", "L", "M", "M1", "N")
CODES = ("01", "02", "04", "22", "24", "79")


def history(pick):
    """A scripted year: what six localities send, in order, some of it twice."""
    sent = []
    for code in CODES:
        for _ in range(pick.randint(1, 3)):
            lines = pick.sample(LINES, pick.randint(1, len(LINES)))
            cells = {
                line: pick.choice((0, 3, 12, "hơn 40", "-", None)) for line in lines
            }
            sent.append((code, cells, pick.random() < 0.2))
    return sent


def merged(pick, sent):
    """Another order of arrival: each locality's own order stays."""
    queues = {code: [s for s in sent if s[0] == code] for code in CODES}
    order = [code for code, _, _ in sent]
    pick.shuffle(order)
    return [queues[code].pop(0) for code in order]


# Figures of each vintage and of now; a step is from one to the next.
WRONG = """
with figures as (
    select dense_rank() over (order by as_of) as step, indicator, breakdown, member,
        value
    from marts.vintages
    union all
    select 3, indicator, breakdown, member, value from marts.annual_indicators
),
steps as (
    select f.step, f.indicator, f.breakdown, f.member, f.value as earlier,
        t.value as later
    from figures f join figures t
        on t.step = f.step + 1 and t.indicator = f.indicator
        and t.breakdown = f.breakdown and t.member = f.member
    where f.indicator not in (select indicator from reference.ratio_indicators)
),
explained as (
    select step, indicator, breakdown, member, sum(change) as change
    from marts.revisions group by all
)
from steps left join explained using (step, indicator, breakdown, member)
where coalesce(change, 0) != coalesce(later, 0) - coalesce(earlier, 0)
"""


@given.attempts(4)
def test_the_causes_add_up_to_the_revision_of_every_figure(raw, attempt):
    pick = random.Random(SEED + attempt)
    sent = merged(pick, history(pick))
    received = [
        report(code, YEAR, cells, replaces_all=all_, submission_id=f"s{number:02d}")
        for number, (code, cells, all_) in enumerate(sent)
    ]
    out = decision(f"s{pick.randrange(len(sent)):02d}", "SUBMISSION", "exclude")
    cuts = sorted(pick.sample(range(1, len(received)), 2))
    freeze(build(received[: cuts[0]]), "2025-03-01")
    freeze(build(received[: cuts[1]], [out]), "2025-06-01")
    con = build(received, [out])
    wrong = rows(con, WRONG)
    assert wrong == []
    causes = {row["cause"] for row in rows(con, "select cause from marts.revisions")}
    assert causes and causes <= {"late_report", "correction", "decision"}


def test_the_order_of_arrival_of_different_localities_changes_no_figure(raw):
    pick = random.Random(SEED)
    sent = history(pick)
    facts = []
    for order in (sent, merged(pick, sent), merged(pick, sent)):
        con = build([report(c, YEAR, cells, replaces_all=a) for c, cells, a in order])
        facts.append(
            rows(
                con,
                "select locality_code, line_code, value, held_value, state, status"
                " from marts.locality_indicators order by all",
            )
        )
    assert facts[0] == facts[1] == facts[2]
