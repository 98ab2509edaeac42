"""Viet Nam's clock, by which deadlines and pages go."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dagster_project import viet_nam


@pytest.mark.parametrize(
    "moment, day",
    [
        (datetime(2026, 1, 25, 16, 59, 59, tzinfo=UTC), date(2026, 1, 25)),
        (datetime(2026, 1, 25, 17, tzinfo=UTC), date(2026, 1, 26)),
        (datetime(2026, 1, 25, 17), date(2026, 1, 26)),
        (
            datetime(2026, 1, 25, 23, tzinfo=timezone(timedelta(hours=9))),
            date(2026, 1, 25),
        ),
    ],
)
def test_a_day_begins_at_five_in_the_afternoon_of_utc(
    moment: datetime, day: date
) -> None:
    assert viet_nam.day(moment) == day


def test_the_zone_is_the_one_of_its_name() -> None:
    for month in range(1, 13):
        moment = datetime(2026, month, 1, tzinfo=UTC)
        official = moment.astimezone(ZoneInfo(viet_nam.ZONE_NAME))
        assert viet_nam.local(moment).isoformat() == official.isoformat()
