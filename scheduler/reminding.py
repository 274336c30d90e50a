"""What becomes of due reminders: told, dropped, void, or put off till the morning. No I/O (row 61; DESIGN, Time)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alliance.event import State
from alliance.reminder import settle, still_helps
from handlers.desk import HOME_ZONE
from handlers.telling import quiet_of
from handlers.texts import reminding as texts
from storage.outbox import Putting
from talk.messenger import BULK, URGENT, Tell
from talk.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alliance.reminder import Quiet
    from storage.events import Event
    from storage.reminders import DuePerson, Reminder

URGENTLY: Final = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class Round:
    """Decides for one person after the other; what many need alike is worked out once."""

    now: datetime
    events: Mapping[int, Event]
    """Reminders of others are left alone: somebody is changing these just now."""
    voids: Mapping[int, int]
    """Event → reminders with an older sequence are void."""
    late: timedelta
    """A reminder that is later than this asks anew whether it is night."""

    messages: list[Putting] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    """Ids of reminders; so are the next ones."""
    dropped: list[int] = field(default_factory=list)
    void: list[int] = field(default_factory=list)
    postponed: defaultdict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))
    facts: Counter[str] = field(default_factory=Counter)
    """For the run journal; empty when nothing was decided."""
    _prompts: dict[tuple[tuple[int, ...], str | None], Prompt] = field(default_factory=dict)
    _moments: dict[tuple[str | None, Quiet | None, datetime, datetime], datetime | None] = field(default_factory=dict)

    def add(self, person: DuePerson) -> None:
        """One person with all that is due for them."""
        reminders = [reminder for reminder in person.reminders if reminder.event_id in self.events]
        if reminders and not person.reachable:
            self.dropped += [reminder.id for reminder in reminders]
            self.facts["unreachable"] += len(reminders)
            return
        helpful = [reminder for reminder in reminders if self._helps(person, reminder)]
        if helpful:
            self._write(person, helpful)
            self.facts["told"] += 1

    def _helps(self, person: DuePerson, reminder: Reminder) -> bool:
        """Whether it is worth saying now."""
        event = self.events[reminder.event_id]
        void = reminder.sequence < self.voids.get(event.id, 0)
        if void or event.state is not State.ANNOUNCED or event.starts_at is None:
            self.void.append(reminder.id)
            self.facts["withdrawn"] += 1
            return False
        if not still_helps(self.now, event.starts_at):
            self.dropped.append(reminder.id)
            self.facts["too_late"] += 1
            return False
        ring_at = self.now if self.now - reminder.send_at > self.late else reminder.send_at
        send_at = self._moment(person, ring_at, event.starts_at)
        if send_at is not None and send_at > self.now:
            self.postponed[send_at].append(reminder.id)
            self.facts["postponed"] += 1
            return False
        return True

    def _moment(self, person: DuePerson, ring_at: datetime, starts_at: datetime) -> datetime | None:
        key = person.zone, quiet_of(person), ring_at, starts_at
        if key not in self._moments:
            self._moments[key] = settle(ring_at, key[1], person.zone or HOME_ZONE, starts_at, self.now)
        return self._moments[key]

    def _write(self, person: DuePerson, helpful: list[Reminder]) -> None:
        """One message for all of them; only where there are very many, a few."""
        chosen = sorted({one.event_id for one in helpful}, key=lambda one: (self.events[one].starts_at, one))
        for at in range(0, len(chosen), texts.TOGETHER):
            together = tuple(chosen[at : at + texts.TOGETHER])
            ids = [reminder.id for reminder in helpful if reminder.event_id in together]
            starts = [start for one in together if (start := self.events[one].starts_at) is not None]
            subject = together[0] if len(together) == 1 else "several"  # one event's are withdrawn when it changes
            self.told += ids
            self.messages.append(
                Putting(
                    account_id=person.account_id,
                    chat=person.chat,
                    action=Tell(chat=person.chat, prompt=self._prompt(together, person.zone)),
                    lane=URGENT if min(starts) - self.now <= URGENTLY else BULK,
                    not_after=max(starts),  # when the last of these has begun nobody needs it any more
                    person_id=person.person_id,
                    key=f"remind:{subject}:{person.person_id}:{min(ids)}",
                )
            )

    def _prompt(self, together: tuple[int, ...], zone: str | None) -> Prompt:
        known = self._prompts.get((together, zone))
        if known is None:
            told = [self.events[one] for one in together]
            text = texts.reminder(told, zone=zone, now=self.now)
            known = self._prompts[together, zone] = Prompt(text=text, rows=texts.reminder_rows(told))
        return known
