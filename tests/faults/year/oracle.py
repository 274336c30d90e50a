"""What must have come, and what must not, worked out from the facts alone: by dates and zones, not by the product.

Where somebody changed their mind, a host the event, or something stood in the way just when it mattered, a notice may
come or not; what is forbidden stays forbidden. Every sentence that this file gives is a broken promise.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from tests.faults.year.facts import IMPOSTOR

if TYPE_CHECKING:
    from tests.faults.year.facts import Moment, Occasion, Resident
    from tests.faults.year.network import Call
    from tests.faults.year.record import Notice, Record, Version

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
GRACE: Final = 5 * SECOND
"""What was said to us so lately may not have been heeded yet: a call was under way."""
PUNCTUAL: Final = 2 * MINUTE
CALM: Final = 25 * MINUTE
"""So long nothing stands in the way, so that what waited has time to come, also what was tried in vain before."""
EARLY: Final = timedelta(hours=25)
SEES: Final = 90 * SECOND
"""Within that time the planner has seen what is due."""
READY: Final = timedelta(hours=3)
"""A change is kept till the morning only if so much time is left then."""
LATE: Final = 5 * MINUTE
SOON: Final = timedelta(hours=24)
"""News of what is nearer than that is not kept any more once it is late."""
HOME: Final = "Europe/Moscow"
TWICE: Final = 10 * MINUTE
"""Of two leads the lesser ones are farther apart."""
ACT: Final = "Акт об уничтожении данных"
FAREWELL: Final = "Готово: всё, что я о вас хранил, стёрто"


def judge(record: Record) -> list[str]:
    """All broken promises."""
    return [f"{promise.__name__}: {broken}" for promise in PROMISES for broken in promise(record)]


# What must come.


def nothing_is_missing(record: Record) -> Iterator[str]:
    """Every due reminder comes, at the right minute, or as soon as what stood in the way is gone."""
    for version in record.versions:
        for person in record.people:
            for lead in sorted({lead for one in _lives(record, person) for lead in one.leads}):
                window = _must(record, version, person, lead)
                if window is None:
                    continue
                begins, ends = window
                # Where the event was changed meanwhile, the word of that says everything that a reminder would.
                if not any(
                    version.event in notice.events and begins - SECOND <= notice.call.at <= ends
                    for notice in record.of(person, "reminder", "change")
                ):
                    yield (
                        f"person {person} was to hear of event {version.event} ({version.starts:%d.%m %H:%M})"
                        f" {lead} minutes before, between {begins:%d.%m %H:%M:%S} and {ends:%d.%m %H:%M:%S}"
                    )


def _must(record: Record, version: Version, person: int, lead: int) -> tuple[datetime, datetime] | None:
    """When a reminder must have come, if it must."""
    due = version.starts - timedelta(minutes=lead)
    one = record.history.at(due).people.get(person)
    if one is None:
        return None
    rings = ring(due, one, version.starts)
    if min(due, rings) <= version.begins.wall:
        return None
    since = due - EARLY - SEES if rings < due else due - SEES
    since = max(since, version.begins.at)
    ends = _served(record, rings, one, version.starts)
    if ends is None or ends >= min(version.starts - MINUTE, version.ends, record.ends):
        return None
    # A clock an hour fast may have sent it before.
    wide = HOUR + CALM if record.hindered(since - HOUR, ends, "weather", "down", "disk", "send") else timedelta()
    if ends + wide >= min(version.starts, version.ends, record.ends):
        return None
    for facts in record.history.between(since - wide, ends + wide):
        now = facts.people.get(person)
        if now is None or (now.zone, now.quiet, now.weekly, now.reachable) != (one.zone, one.quiet, False, True):
            return None
        if lead not in now.leads or not facts.wants(person, version.event):
            return None
    if record.is_blocked(one, since, ends + wide):
        return None
    habits = record.history.between(due - EARLY - SEES, due)
    if any((then.zone, then.quiet) != (one.zone, one.quiet) for facts in habits if (then := facts.people.get(person))):
        return None  # they may have been called in the evening of another clock
    return rings - wide, ends + wide


def _served(record: Record, due: datetime, person: Resident, starts: datetime) -> datetime | None:
    """Until when it must have come; None where it may be too late for that."""
    for _ in range(20):
        begins = due
        while (bad := [one for one in record.troubles if one.begins <= begins + CALM and begins < one.ends]) and (
            begins < starts
        ):
            begins = max(one.ends for one in bad)
        if begins >= starts:
            return None
        if begins == due:
            return due + (CALM if record.hindered(due - CALM, due + PUNCTUAL) else PUNCTUAL)
        morning = _morning(begins, person)
        if morning is None or morning >= starts:
            return begins + CALM
        due = morning
    return None


def the_changed_is_told(record: Record) -> Iterator[str]:
    """Whoever was told of an event, or means to come, hears that it was moved or cancelled."""
    for moment, before, after in record.changes():
        if before.starts is None or after.starts is None or before.starts <= moment.wall:
            continue
        moved = before.starts != after.starts or before.place != after.place
        if not moved and after.state != "cancelled":
            continue
        for person, one in moment.facts.people.items():
            if person not in record.people:
                continue
            told = any(
                after.id in notice.events and notice.call.answered and notice.call.at < moment.at - CALM
                for notice in record.of(person, "reminder")
            )
            comes = (person, after.alliance, f"event:{after.id}") in moment.facts.subscriptions
            if not told and not comes:
                continue
            earliest = min(start for start in (before.starts, after.starts) if start > moment.wall)
            due = moment.at
            morning = _morning(moment.wall, one)
            if morning is not None and morning < earliest - READY:
                due = morning
            ends = _served(record, due, one, earliest)
            if ends is None or ends >= min(earliest - MINUTE, record.ends):
                continue
            if record.hindered(moment.at, ends, "weather", "down", "disk", "send") or record.is_blocked(
                one, moment.at - CALM, ends
            ):
                continue
            steady = all(
                (facts.people[person].zone, facts.people[person].quiet, facts.people[person].reachable)
                == (one.zone, one.quiet, True)
                and facts.events[after.id].sequence == after.sequence
                and (person, after.id) not in facts.declines
                for facts in record.history.between(moment.at, ends)
            )
            if steady and not any(
                after.id in notice.events and moment.at <= notice.call.at <= ends
                for notice in record.of(person, "change")
            ):
                yield (
                    f"person {person} was to hear by {ends:%d.%m %H:%M:%S} of what became of event {after.id}"
                    f" at {moment.at:%d.%m %H:%M:%S}"
                )


def nothing_is_given_up(record: Record) -> Iterator[str]:
    """Every row of the outbox arrives, unless its person cannot be written to."""
    yield from record.given_up


# What must not come.


def nothing_comes_twice(record: Record) -> Iterator[str]:
    """On VK nothing; on Telegram only what was under way when an answer was lost or the program died."""
    calls: defaultdict[tuple[int, int, bool, int], list[Call]] = defaultdict(list)
    for call in record.calls:
        if call.arrived:
            calls[call.identity].append(call)
    for same in calls.values():
        for older, newer in itertools.pairwise(same):
            if older.kind == "vk" or not _may_repeat(record, older, newer):
                yield f"row {older.key} came to {older.chat} at {older.at:%d.%m %H:%M:%S} and {newer.at:%d.%m %H:%M:%S}"


def _may_repeat(record: Record, older: Call, newer: Call) -> bool:
    if not older.answered:
        return True
    assert older.ended is not None
    died = [one for one in record.troubles if one.what == "down" and older.ended <= one.begins <= newer.at]
    return any(
        one.begins - older.ended <= 2 * SECOND
        or any(bad.what == "disk" and bad.begins <= one.begins and older.ended <= bad.ends for bad in record.troubles)
        for one in died
    )


def each_reminder_is_one(record: Record) -> Iterator[str]:
    """Of one start of an event nobody is reminded more often than they asked for, and never before the time."""
    for version in record.versions:
        for person in record.people:
            rows: dict[object, Notice] = {}
            for notice in record.of(person, "reminder"):
                if version.event in notice.events and version.begins.at <= notice.call.at < version.ends + GRACE:
                    rows.setdefault(notice.call.identity, notice)
            lives = _lives(record, person)
            dues = sorted(
                min(ring(due, one, version.starts) for one in lives)
                for lead in {lead for one in lives for lead in one.leads}
                if (due := version.starts - timedelta(minutes=lead)) > version.begins.wall - GRACE
            )
            said = sorted(rows.values(), key=lambda notice: notice.call.clock)
            for count, notice in enumerate(said, 1):
                if sum(due <= notice.call.clock + SECOND for due in dues) < count:
                    yield f"person {person}, event {version.event}: {_when(notice)} is one too many, or too early"


def nothing_comes_too_late(record: Record) -> Iterator[str]:
    """No reminder leaves after the beginning; of several events one at least is still ahead."""
    for notice in record.notices:
        if notice.kind != "reminder":
            continue
        starts = [
            start
            for facts in record.lately(notice.call.at, within=GRACE)
            for number in notice.events
            if (start := facts.events[number].starts) is not None
        ]
        if not starts or max(starts) <= notice.call.clock:
            yield f"{_when(notice)} after the beginning"


def only_who_wants_it_gets_it(record: Record) -> Iterator[str]:
    """Nothing to whom it was unsubscribed, declined, or put into a digest, a moment ago or earlier."""
    for person in record.people:
        for notice in record.of(person, "reminder"):
            lately = record.lately(notice.call.at, within=GRACE)
            for number in notice.events:
                if not any(facts.wants(person, number) and not facts.people[person].weekly for facts in lately):
                    yield f"{_when(notice)} of event {number}, which they do not want to hear of"


def only_what_takes_place_is_announced(record: Record) -> Iterator[str]:
    """No reminder of what was cancelled or moved a moment ago or earlier; its hour is right by the reader's clock."""
    for person in record.people:
        for notice in record.of(person, "reminder"):
            call = notice.call
            lately = record.lately(call.at, within=GRACE)
            zones = {
                facts.people[person].zone
                for facts in record.lately(call.at, within=timedelta(days=3))
                if person in facts.people
            }
            for number in notice.events:
                known = [facts.events[number] for facts in lately if facts.events[number].state == "announced"]
                if not known:
                    yield f"{_when(notice)} of event {number}, which does not take place"
                elif not any(
                    f"{one.starts.astimezone(ZoneInfo(zone or one.zone)):%H:%M}".lstrip("0") in call.text
                    for one in known
                    if one.starts is not None
                    for zone in zones
                ):
                    yield f"{_when(notice)} of event {number} names an hour that is not the right one"


def quiet_hours_are_quiet(record: Record) -> Iterator[str]:
    """Nothing rings at night that could wait for the morning."""
    changes = list(record.changes())
    for person in record.people:
        for notice in record.of(person, "reminder", "change", "digest"):
            call = notice.call
            lately = [facts.people[person] for facts in record.lately(call.at, within=MINUTE) if person in facts.people]
            mornings = [_morning(call.clock, one) for one in lately]
            if None in mornings or not mornings:
                continue
            morning = max(one for one in mornings if one is not None)
            starts = [
                event.starts
                for facts in record.lately(call.at, within=timedelta(days=1))
                for number in notice.events
                if (event := facts.events.get(number)) is not None
                and event.starts is not None
                and event.starts > call.clock
            ]
            latest = min(starts, default=None)
            if notice.kind == "change" and latest is not None:
                told = [one for one in changes if one[2].id in notice.events and one[0].at <= call.at]
                latest = min(_kept(latest - READY, call.clock, *one) for one in told)  # it may be of any of them
            if notice.kind == "digest" or latest is None or morning < latest:
                yield f"{_when(notice)} at {_local(call.clock, lately[-1])} by their clock"


def _kept(latest: datetime, clock: datetime, moment: Moment, before: Occasion, after: Occasion) -> datetime:
    """Until when news of this change may be kept for a morning."""
    if abs(clock - moment.wall) <= LATE:
        return latest
    near = min((one.starts for one in (before, after) if one.starts and one.starts > moment.wall), default=clock)
    return clock if near <= moment.wall + SOON else min(latest, moment.wall + SOON - READY)


def changes_are_told_once(record: Record) -> Iterator[str]:
    """At most one notice for each version of an event."""
    for person in record.people:
        rows: defaultdict[int, dict[object, Notice]] = defaultdict(dict)
        for notice in record.of(person, "change"):
            for number in notice.events:
                rows[number].setdefault(notice.call.identity, notice)
        for number, said in rows.items():
            for count, notice in enumerate(said.values(), 1):
                changed = {
                    facts.events[number].sequence
                    for facts in record.history.between(record.history.moments[0].at, notice.call.at)
                    if number in facts.events
                }
                if count > len(changed) - 1:
                    yield f"{_when(notice)} of event {number}: once more than it was changed"


def digests_come_once_a_week(record: Record) -> Iterator[str]:
    for person in record.people:
        rows: dict[object, Notice] = {}
        for notice in record.of(person, "digest"):
            rows.setdefault(notice.call.identity, notice)
        said = sorted(rows.values(), key=lambda notice: notice.call.clock)
        for notice in said:
            lately = record.lately(notice.call.at, within=timedelta(days=1))
            if not any(facts.people[person].weekly for facts in lately if person in facts.people):
                yield f"{_when(notice)}: a digest that was not wished for"
        for older, newer in itertools.pairwise(said):
            if newer.call.clock - older.call.clock < timedelta(days=4):
                yield f"{_when(newer)}: a second digest in one week"


# What people said.


def answers_keep_their_order(record: Record) -> Iterator[str]:
    """Each message has its answer, in the order in which they were written."""
    for wish in record.wishes:
        words = {word: place for place, word in enumerate(wish.probes)}
        told = [
            words[word]
            for call in record.calls
            if call.arrived and (call.account, call.chat) == (wish.account, wish.chat)
            for word in words
            if f"/{word} " in call.text
        ]
        if told != sorted(told):
            yield f"chat {wish.chat} read the answers as {told}"
        blocked = any(one.chat == wish.chat for one in record.blocks)
        if not blocked and set(told) != set(words.values()):
            yield f"chat {wish.chat} read no answer to {sorted(set(words.values()) - set(told))}"


def what_was_wished_is_so(record: Record) -> Iterator[str]:
    """In the end the facts are what people asked for, message by message."""
    for wish in record.wishes:
        found = [one for one in record.people.values() if (one.account, one.chat) == (wish.account, wish.chat)]
        if not found:
            if wish.leads:
                yield f"chat {wish.chat} was never heard"
            continue
        one = found[0]
        kept = {
            (alliance, target)
            for person, alliance, target in record.history.last.subscriptions
            if person == one.id and not target.startswith("event:")
        }
        if kept != wish.subscriptions:
            yield f"chat {wish.chat} is subscribed to {sorted(kept)}, not to {sorted(wish.subscriptions)}"
        is_so = one.zone, one.quiet, one.leads, one.weekly
        wished = wish.zone, wish.quiet, wish.leads, wish.weekly
        if is_so != wished:
            yield f"chat {wish.chat} lives by {is_so}, not by {wished}"


def nothing_is_broken(record: Record) -> Iterator[str]:
    """The file is whole, and the program met no bug of its own."""
    yield from record.bugs
    if record.integrity != "ok":
        yield record.integrity


def a_claim_rings_nobody(record: Record) -> Iterator[str]:
    """Whoever only says that they work in a library announces nothing, changes nothing, and nobody hears of them."""
    for call in record.calls:
        if IMPOSTOR in call.text:
            yield f"chat {call.chat} read what an impostor had said, at {call.at:%d.%m %H:%M:%S}"
    for moment in record.history.moments:
        for event in moment.facts.events.values():
            if event.state == "draft":
                continue
            if event.library not in moment.facts.speaking:
                yield f"event {event.id} is {event.state}, and nobody speaks for its library at {moment.at:%d.%m %H:%M}"
            if IMPOSTOR in event.title or IMPOSTOR in (event.place or ""):
                yield f"event {event.id} is an impostor's at {moment.at:%d.%m %H:%M:%S}"


def who_goes_is_gone(record: Record) -> Iterator[str]:
    """Whoever wants to be erased gets one act and a farewell, and nothing else ever again; the file knows no number."""
    yield from record.remains
    for place, asked in record.leaving.items():
        gone = next(
            (
                moment.at
                for moment in record.history.moments
                if moment.at > asked and place not in {(account, chat) for _, account, chat in moment.facts.addresses}
            ),
            None,
        )
        if gone is None:
            yield f"chat {place[1]} is still known, and asked to be erased at {asked:%d.%m %H:%M:%S}"
            continue
        acts = set()
        for call in record.calls:
            if not call.arrived or (call.account, call.chat) != place:
                continue
            if call.text.startswith(ACT):
                acts.add(call.identity)
            elif call.at > gone + GRACE and not call.text.startswith(FAREWELL):
                yield f"chat {call.chat} was erased, and was written to at {call.at:%d.%m %H:%M:%S}: {call.text[:40]}"
        if len(acts) != 1:
            yield f"chat {place[1]} was erased and got {len(acts)} acts"


def who_is_one_hears_it_once(record: Record) -> Iterator[str]:
    """Of somebody with two addresses each has its own news: none comes to both."""
    told: defaultdict[tuple[int, str, int], list[Notice]] = defaultdict(list)
    for notice in record.notices:
        call = notice.call
        if notice.kind == "answer" or not call.arrived or (call.account, call.chat) not in record.apart:
            continue
        known = record.history.at(call.at - GRACE).addresses
        owner = next((person for person, account, chat in known if (account, chat) == (call.account, call.chat)), None)
        if owner is None or sum(person == owner for person, _, _ in known) < 2:
            continue
        for number in notice.events or (0,):
            told[owner, notice.kind, number].append(notice)
    for said in told.values():
        for older, newer in itertools.pairwise(said):
            if older.call.chat != newer.call.chat and newer.call.at - older.call.at < TWICE:
                yield f"{_when(newer)} came to {older.call.chat} as well, at {older.call.clock:%d.%m %H:%M:%S}"


PROMISES: Final[Sequence[Callable[[Record], Iterator[str]]]] = (
    nothing_is_missing,
    the_changed_is_told,
    nothing_is_given_up,
    nothing_comes_twice,
    each_reminder_is_one,
    nothing_comes_too_late,
    only_who_wants_it_gets_it,
    only_what_takes_place_is_announced,
    quiet_hours_are_quiet,
    changes_are_told_once,
    digests_come_once_a_week,
    answers_keep_their_order,
    what_was_wished_is_so,
    a_claim_rings_nobody,
    who_goes_is_gone,
    who_is_one_hears_it_once,
    nothing_is_broken,
)


# Plain arithmetic of clocks.


def ring(due: datetime, person: Resident, starts: datetime) -> datetime:
    """When a reminder is to ring: at night in the morning, or the evening before if the event is before the morning."""
    morning = _morning(due, person)
    if morning is None:
        return due
    if morning < starts:
        return morning
    assert person.quiet is not None
    where = ZoneInfo(person.zone or HOME)
    day = due.astimezone(where).date()
    evenings = [
        evening
        for back in (0, 1, 2)
        if (evening := _instant(day - timedelta(days=back), person.quiet[0], where) - MINUTE) < due
        and _morning(evening, person) is None
    ]
    return max(evenings, default=due)


def _morning(moment: datetime, person: Resident) -> datetime | None:
    """When the quiet hours end in which this moment lies; None: it lies in none."""
    if person.quiet is None:
        return None
    where = ZoneInfo(person.zone or HOME)
    local = moment.astimezone(where)
    start, end = person.quiet
    at = local.time()
    if not (start <= at < end if start <= end else at >= start or at < end):
        return None
    day = local.date() + timedelta(days=1 if start > end and at >= start else 0)
    return _instant(day, end, where)


def _instant(day: object, at: time, where: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=where).astimezone(UTC)  # type: ignore[arg-type]  # a date


def _lives(record: Record, person: int) -> list[Resident]:
    """Every set of habits that somebody had."""
    return list(
        dict.fromkeys(
            facts.people[person]
            for facts in record.history.between(record.history.moments[0].at, record.ends)
            if person in facts.people
        )
    )


def _local(moment: datetime, person: Resident) -> str:
    return f"{moment.astimezone(ZoneInfo(person.zone or HOME)):%H:%M}"


def _when(notice: Notice) -> str:
    call = notice.call
    return f"a {notice.kind} to {call.chat} ({call.kind}, row {call.key}) at {call.clock:%d.%m %H:%M:%S}"
