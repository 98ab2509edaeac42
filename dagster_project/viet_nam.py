"""Viet Nam's clock: deadlines and pages go by it; the warehouse keeps UTC."""

from datetime import UTC, date, datetime, timedelta, timezone

ZONE_NAME = "Asia/Ho_Chi_Minh"
# There has been no daylight saving time since 1975; no time zone data is needed.
_ZONE = timezone(timedelta(hours=7), ZONE_NAME)


def local(moment: datetime) -> datetime:
    """The same moment as a time in Viet Nam; a time without zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(_ZONE)


def day(moment: datetime) -> date:
    """The day that it is in Viet Nam then; a time without zone is UTC."""
    return local(moment).date()
