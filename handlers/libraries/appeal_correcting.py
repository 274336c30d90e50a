"""A slip in an application that waits for a coordinator is mended by whoever made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from domain.libraries.appeals import APPEAL
from domain.quotas import Quota
from domain.rights import Action
from domain.spelling import split_type
from handlers.libraries.appeals import tell_of_waiting
from handlers.libraries.contact_consent import agree_to_contact
from handlers.libraries.fields import LONGEST_DISTRICT, LONGEST_NAME, LONGEST_TITLE, Name, Settlement
from handlers.libraries.membership import Application, applications
from handlers.texts.libraries import appeals as texts
from handlers.texts.libraries import card, joining
from handlers.texts.turn import shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import spend
from storage.libraries.appeals import Appeal
from talk.errors import Refused
from talk.fields import Choice, Contact, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

What = Literal["title", "settlement", "district", "parent", "contact"]

_LABELS: Final[dict[What, str]] = {
    "title": joining.LABEL_TITLE,
    "settlement": joining.LABEL_SETTLEMENT,
    "district": joining.LABEL_DISTRICT,
    "parent": joining.LABEL_PARENT,
    "contact": joining.LABEL_CONTACT,
}
MOST_SHOWN: Final = 7
_OF_EVENT: Final = 40
"""Characters of the id of an update that go into a key, which has a hundred."""


@errand("correct-appeal", most_args=1)
async def correct(context: Context, appeal_id: str = "") -> None:
    """Without a number: which of those that wait."""
    if appeal_id:
        found = await _own(context, number_of(appeal_id))
        await context.begin(correct_appeal, appeal=found.id)
        return
    waiting = await context.books.appeals.waiting_of(context.person.id)
    if len(waiting) == 1:
        await context.begin(correct_appeal, appeal=waiting[0].id)
        return
    rows: Rows = tuple(
        (Button(label=told_of(one).title, press=f"correct-appeal:{one.id}"),) for one in waiting[:MOST_SHOWN]
    )
    text = texts.WHICH_OF_YOURS if waiting else texts.NONE_OF_YOURS
    await context.say(text, rows=(*rows, (shared.BACK_TO_MENU,)))


@script("correct-appeal", version=1, called=texts.CORRECT_CALLED)
async def correct_appeal(talk: Talk, context: Context) -> None:
    """One thing at a time."""
    number = int(str(talk.given["appeal"]))
    now = await talk.look("application", application_of, context, number)
    options = [Option(value=what, label=label) for what, label in _LABELS.items()]
    what = await talk.ask("what", card.WHAT, Choice(options, columns=2))
    match what:
        case "title":
            title = await talk.ask("title", card.NEW_TITLE, Name(most=LONGEST_TITLE, least=3), present=now.title)
            changed = await talk.do("change-title", change, context, number, {"title": title})
        case "settlement":
            typed = await talk.ask(
                "settlement", card.NEW_SETTLEMENT, Settlement(most=LONGEST_NAME), present=now.settlement
            )
            kind, name = split_type(typed)
            facts = {"settlement": name, "settlement_type": kind or now.settlement_type}
            changed = await talk.do("change-settlement", change, context, number, facts)
        case "district":
            district = await talk.ask(
                "district", card.NEW_DISTRICT, Name(most=LONGEST_DISTRICT), optional=True, present=now.district or None
            )
            changed = await talk.do("change-district", change, context, number, {"district": district or ""})
        case "parent":
            parent = await talk.ask(
                "parent", card.NEW_PARENT, Name(most=LONGEST_TITLE), optional=True, present=now.parent or None
            )
            changed = await talk.do("change-parent", change, context, number, {"parent": parent or ""})
        case _:
            contact = await talk.ask("contact", card.NEW_CONTACT, Contact(), optional=True, present=now.contact)
            public = False
            if contact is not None:
                seen_by = [Option(value=False, label=joining.FOR_MEMBERS), Option(value=True, label=joining.FOR_ALL)]
                public = await talk.ask("contact-for", joining.CONTACT_FOR, Choice(seen_by))
            changed = await talk.do("change-contact", change_contact, context, number, contact, public=public)
    more = Button(label=texts.CORRECT_MORE, press=f"correct-appeal:{number}")
    await talk.say(texts.CORRECTED if changed else card.NOTHING_CHANGED, rows=((more,), (shared.BACK_TO_MENU,)))


async def application_of(context: Context, appeal_id: int) -> Application:
    return told_of(await _own(context, appeal_id))


def told_of(kept: Appeal) -> Application:
    """What was applied for."""
    return applications.validate_python(kept.application)


async def change(context: Context, appeal_id: int, facts: dict[str, str]) -> bool:
    """False when nothing is different. Coordinators are told of what they are to decide now. Raises as ``_own``."""
    found = await _own(context, appeal_id)
    before = told_of(found)
    after = replace(before, **facts)  # type: ignore[arg-type]  # those of them that are text
    if after == before:
        return False
    await spend(context, Quota.CHANGES)
    await _keep(context, found, after)
    turn = context.message.event_id[-_OF_EVENT:]
    await tell_of_waiting(context, found.id, key=f"appeal:{found.id}:{turn}")
    return True


async def change_contact(context: Context, appeal_id: int, contact: str | None, *, public: bool) -> bool:
    """The person's own; None removes it. Nobody is told: a coordinator does not see it."""
    found = await _own(context, appeal_id)
    after = replace(told_of(found), contact=contact, contact_public=public and contact is not None)
    await _keep(context, found, after)
    if contact is not None:
        await agree_to_contact(context.books, context.person.id, public=public, now=context.now)
    return True


async def _keep(context: Context, found: Appeal, after: Application) -> None:
    if not await context.books.appeals.correct(found.id, applications.dump_python(after, mode="json")):
        raise Refused(texts.GONE)


async def _own(context: Context, appeal_id: int) -> Appeal:
    """Raises Forbidden for anybody but whoever made it, Refused where it is decided."""
    found = await context.books.appeals.get(appeal_id)
    if found is None or found.person_id != context.person.id:
        raise Forbidden(Action.JOIN_ALLIANCE)
    if APPEAL.is_over(found.state):
        raise Refused(texts.GONE)
    return found
