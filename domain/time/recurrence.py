"""Events that come again: yearly, monthly and weekly rules of RFC 5545, on the host's clock (row 25).

A rule is counted in local wall time and only then turned into instants, so that a club that meets at six meets at six
in summer and in winter. A time that the clock skips in spring moves to after the gap; a time that comes twice in autumn
is the first of the two. As RFC 5545 says, a date that does not exist is left out, not moved: «every year on
29 February» comes in leap years only, «every month on the 31st» in seven months of the year.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Final, Literal
from zoneinfo import ZoneInfo

from dateutil import rrule


class Frequency(StrEnum):
    """How often, in the words of RFC 5545."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"


class NotARule(ValueError):
    """Text that is no rule, or one that this product does not offer: FREQ, INTERVAL, BYDAY, and COUNT or UNTIL."""


WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY: Final = re.compile(r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
"""«TU» of a week; «2TH», «-1FR» of a month."""


_FREQUENCIES: Final[Mapping[Frequency, Literal[0, 1, 2]]] = {
    Frequency.YEARLY: rrule.YEARLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.WEEKLY: rrule.WEEKLY,
}
MOST: Final = 1000
"""Occurrences that one rule may have, and that one answer may hold: a weekly club of twenty years."""
LONGEST_INTERVAL: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How an event repeats. `until` is the last moment on the host's clock, naive, itself included."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    days: tuple[str, ...] = ()
    """BYDAY: of a weekly rule weekdays, of a monthly one a weekday with its place. Empty: the day of the start."""

    def __post_init__(self) -> None:
        for day in self.days:
            found = _DAY.fullmatch(day)
            if found is None or bool(found[1]) != (self.frequency is Frequency.MONTHLY):
                raise NotARule("BYDAY is of a week, or with its place of a month")
        if self.days and self.frequency is Frequency.YEARLY:
            raise NotARule("BYDAY is of a week or of a month")
        if self.count is not None and self.until is not None:
            raise NotARule("COUNT and UNTIL exclude each other")
        if not 1 <= self.interval <= LONGEST_INTERVAL:
            raise NotARule(f"INTERVAL is 1 to {LONGEST_INTERVAL}")
        if self.count is not None and not 1 <= self.count <= MOST:
            raise NotARule(f"COUNT is 1 to {MOST}")
        if self.until is not None and self.until.tzinfo is not None:
            raise NotARule("UNTIL is the host's wall clock, without a zone")

    def __str__(self) -> str:
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            parts.append(f"BYDAY={','.join(self.days)}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%dT%H%M%S}")
        return ";".join(parts)


def parse_rule(text: str) -> Rule:
    """The rule in that text, with or without the leading RRULE:. Raises NotARule for whatever else it is."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or name in parts or name not in {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL"}:
            raise NotARule(f"an unknown, doubled or empty part: {part[:40]!r}")
        parts[name] = value
    if parts.get("FREQ") not in set(Frequency):
        raise NotARule("FREQ is YEARLY, MONTHLY or WEEKLY")
    return Rule(
        frequency=Frequency(parts["FREQ"]),
        interval=_number(parts.get("INTERVAL", "1")),
        count=_number(parts["COUNT"]) if "COUNT" in parts else None,
        until=_moment(parts["UNTIL"]) if "UNTIL" in parts else None,
        days=tuple(parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
    )


def occurrences(rule: Rule, start_local: datetime, zone: str, after: datetime, before: datetime) -> list[datetime]:
    """Instants in UTC with after ≤ instant < before, at most MOST; the first ever is the start itself, if it exists.

    `start_local` is naive: what the host's clock shows. The window is aware.
    """
    if start_local.tzinfo is not None:
        raise ValueError("a rule starts on the host's wall clock, without a zone")
    where = ZoneInfo(zone)
    walls = rrule.rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=start_local.replace(microsecond=0, fold=0),
        interval=rule.interval,
        count=rule.count,
        until=rule.until,
        byweekday=[_weekday(day) for day in rule.days] or None,
    )
    found: list[datetime] = []
    for wall in walls:
        instant = wall.replace(tzinfo=where).astimezone(UTC)
        if instant >= before or len(found) == MOST:
            break
        if instant >= after:
            found.append(instant)
    return found


def _weekday(day: str) -> rrule.weekday:
    found = _DAY.fullmatch(day)
    assert found is not None, "a rule checks its days"
    number = WEEKDAYS.index(found[2])
    return rrule.weekday(number, int(found[1])) if found[1] else rrule.weekday(number)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST))):
        raise NotARule(f"not a number: {text[:20]!r}")
    return int(text)


def _moment(text: str) -> datetime:
    """UNTIL as a date (its whole day counts) or a wall-clock moment; the Z of other calendars is not taken."""
    for form, whole_day in (("%Y%m%dT%H%M%S", False), ("%Y%m%d", True)):
        try:
            moment = datetime.strptime(text, form)  # noqa: DTZ007 - a wall clock has no zone
        except ValueError:
            continue
        return datetime.combine(moment, time(23, 59, 59)) if whole_day else moment
    raise NotARule(f"UNTIL is YYYYMMDD or YYYYMMDDThhmmss, not {text[:20]!r}")
