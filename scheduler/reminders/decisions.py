"""What becomes of due reminders: told, dropped, void, or put off till the morning. No I/O (row 61)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.time.notices import still_helps
from handlers.notices.quiet import QuietHours, rings_at
from handlers.texts.subscriptions import reminders as texts
from scheduler.due import ring_from
from storage.messaging.outbox import Putting
from storage.reminders.group_messages import GroupMessage
from storage.reminders.in_outbox import key_of_several, keys_of, reminder_of, reminder_of_several
from talk.messenger import BULK, URGENT, Tell
from talk.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from storage.plan.events import Event
    from storage.reminders.reminders import DuePerson, Reminder, ReminderGroup

URGENTLY: Final = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class ReminderPass:
    """Decides for one person after the other; what many need alike is worked out once."""

    now: datetime
    events: Mapping[int, Event]
    """Reminders of others are left alone: somebody is changing these just now."""
    obsolete_below: Mapping[int, int]
    """Event → reminders with an older sequence are void."""
    said: dict[int, tuple[dict[str | None, Prompt], list[int]]] = field(default_factory=dict)
    """Event → prompts by zone, and ids of reminders whose people hear of nothing else."""
    messages: list[Putting] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    """Ids of reminders; so are the next ones."""
    dropped: list[int] = field(default_factory=list)
    obsolete: list[int] = field(default_factory=list)
    postponed: defaultdict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))
    facts: Counter[str] = field(default_factory=Counter)
    """For the run journal; empty when nothing was decided."""
    _prompts: dict[tuple[tuple[int, ...], str | None], Prompt] = field(default_factory=dict)

    def add_group(self, group: ReminderGroup) -> None:
        """People with one reminder each, for whom the same is decided."""
        if group.event_id not in self.events:
            return
        ids, event = group.reminder_ids, self.events[group.event_id]
        if not group.reachable:
            self.dropped += ids
            self.facts["unreachable"] += len(ids)
        elif self._helps(group, event, group.sequence, group.send_at, ids):
            assert event.starts_at is not None
            known = self.said.setdefault(event.id, ({}, []))
            known[0][group.zone] = self._prompt((event.id,), group.zone)
            known[1].extend(ids)
            self.facts["told"] += len(ids)

    def add(self, person: DuePerson) -> None:
        """One person with all that is due for them."""
        reminders = [reminder for reminder in person.reminders if reminder.event_id in self.events]
        if reminders and not person.reachable:
            self.dropped += [reminder.id for reminder in reminders]
            self.facts["unreachable"] += len(reminders)
            return
        helpful = [
            one
            for one in reminders
            if self._helps(person, self.events[one.event_id], one.sequence, one.send_at, (one.id,))
        ]
        if helpful:
            self._write(person, helpful)
            self.facts["told"] += 1

    def group_messages(self) -> list[GroupMessage]:
        """What was decided for groups: one message an event."""
        return [
            GroupMessage(
                event_id=number,
                prompts=prompts,
                reminder_ids=ids,
                lane=self._lane([self.events[number].starts_at]),
                not_after=self._start(number),
                notice=reminder_of(number, self.events[number].sequence, self._start(number)),
            )
            for number, (prompts, ids) in self.said.items()
        ]

    def _start(self, number: int) -> datetime:
        start = self.events[number].starts_at
        assert start is not None, "nobody is reminded of an event without a time"
        return start

    def _lane(self, starts: Sequence[datetime | None]) -> int:
        return URGENT if min(start for start in starts if start is not None) - self.now <= URGENTLY else BULK

    def _helps(self, prefs: QuietHours, event: Event, sequence: int, send_at: datetime, ids: Sequence[int]) -> bool:
        """Whether it is worth saying now."""
        void = sequence < self.obsolete_below.get(event.id, 0)
        if void or event.state is not State.ANNOUNCED or event.starts_at is None:
            self.obsolete += ids
            self.facts["withdrawn"] += len(ids)
            return False
        if not still_helps(self.now, event.starts_at):
            self.dropped += ids
            self.facts["too_late"] += len(ids)
            return False
        moment = rings_at(prefs, ring_from(send_at, self.now), event.starts_at, self.now)
        if moment is not None and moment > self.now:
            self.postponed[moment] += ids
            self.facts["postponed"] += len(ids)
            return False
        return True

    def _write(self, person: DuePerson, helpful: list[Reminder]) -> None:
        """One message for all of them; only where there are very many, a few."""
        chosen = sorted({one.event_id for one in helpful}, key=lambda one: (self.events[one].starts_at, one))
        for at in range(0, len(chosen), texts.TOGETHER):
            together = tuple(chosen[at : at + texts.TOGETHER])
            ids = [reminder.id for reminder in helpful if reminder.event_id in together]
            starts = {one: self._start(one) for one in together}
            if len(together) == 1:
                key = f"{keys_of(together[0])}{person.person_id}:{min(ids)}"
                notice = reminder_of(together[0], self.events[together[0]].sequence, starts[together[0]])
            else:
                key = key_of_several(person.person_id, starts, ids)
                notice = reminder_of_several(starts, ids)
            self.told += ids
            self.messages.append(
                Putting(
                    account_id=person.account_id,
                    chat=person.chat,
                    action=Tell(chat=person.chat, prompt=self._prompt(together, person.zone)),
                    lane=self._lane(list(starts.values())),
                    not_after=max(starts.values()),  # when the last of these has begun nobody needs it any more
                    person_id=person.person_id,
                    key=key,
                    notice=notice,
                )
            )

    def _prompt(self, together: tuple[int, ...], zone: str | None) -> Prompt:
        known = self._prompts.get((together, zone))
        if known is None:
            told = [self.events[one] for one in together]
            text = texts.reminder(told, zone=zone, now=self.now)
            known = self._prompts[together, zone] = Prompt(text=text, rows=texts.reminder_rows(told))
        return known
