"""The first subscription: what was guessed about the person is shown, and one tap accepts it (row 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.subscriptions.habits import ask_leads, ask_quiet, habits_of, keep_leads, keep_quiet, keep_zone
from handlers.texts.subscriptions import habits as settings_texts
from handlers.texts.subscriptions import subscribing as texts
from handlers.texts.turn import shared
from talk.fields import YesNo, Zone
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from talk.play import Talk

NOWHERE: Final[Rows] = (
    (Button(label=texts.AFISHA, press="afisha"), Button(label=texts.SUBSCRIBE, press="subscribe")),
    (shared.BACK_TO_MENU,),
)
"""For whoever pressed a button of something that is not there."""


async def get_to_know(context: Context) -> None:
    """Ask how they like to be reminded; in the middle of another talk they are only told."""
    if context.dialogue is None:
        await context.begin(first_subscription)
        return
    rows: Rows = ((Button(label=texts.SETTINGS, press="settings"), Button(label=shared.RESUME, press="resume")),)
    await context.say(habits_words(context), rows=rows)


def habits_words(context: Context) -> str:
    """How they will be reminded, for whoever is not asked: there is no doubt by which clock they live."""
    person = context.person
    local = context.now.astimezone(ZoneInfo(context.zone))
    return texts.kept(context.zone, local, person.leads, person.quiet_from, person.quiet_to)


@script("first-subscription", version=1, called=texts.CALLED)
async def first_subscription(talk: Talk, context: Context) -> None:
    """The defaults hold already: whoever walks away is reminded all the same."""
    now = await talk.now()
    habits = await talk.look("habits", habits_of, context)
    local = now.astimezone(ZoneInfo(habits.zone))
    question = texts.first_question(local, habits.zone, habits.leads, habits.quiet_from, habits.quiet_to)
    well = await talk.ask("well", question, YesNo(yes=texts.ALL_WELL, no=texts.ADJUST))
    if not well:
        zone = await talk.ask("zone", settings_texts.WHICH_ZONE, Zone(), present=habits.zone)
        leads = await ask_leads(talk, habits.leads)
        start, end = await ask_quiet(talk)
        await talk.do("keep-zone", keep_zone, context, zone)
        await talk.do("keep-leads", keep_leads, context, leads)
        await talk.do("keep-quiet", keep_quiet, context, start, end)
    await talk.say(texts.FIRST_DONE, rows=texts.ROWS_AFTER)
