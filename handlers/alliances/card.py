"""«Дела координатора»: the card of the alliance, what to do next, and its settings (rows 1, 6, 8, 10, 19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.journal import Json, Kind
from domain.quotas import Quota
from domain.rights import Action, Thing
from handlers.alliances.about_post import publish_about
from handlers.alliances.choosing import which_alliance
from handlers.alliances.coordinated import coordinated
from handlers.alliances.fields import LONGEST_HASHTAG, Hashtag, forms, goals
from handlers.texts.alliances import card as texts
from handlers.texts.alliances import founding
from handlers.texts.letters import letters
from handlers.texts.moderation import hiding
from handlers.texts.plan import files
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace, Role
from handlers.turn.quotas import spend
from storage.alliances.alliances import AllianceChanges
from talk.fields import Choice, Line, Number, Option, Photos, YesNo
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.alliances.groups import Group

LONGEST_SILENCE: Final = 365


# The card.


@errand(
    "alliance",
    most_args=1,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.DESK, role=Role.COORDINATOR, first=True),
    order=65,
)
async def alliance(context: Context, named: str = "") -> None:
    """«Дела координатора»."""
    found = await coordinated(context, "alliance", named)
    if found is None:
        return
    books = context.books
    regions = [one.region for one in await books.libraries.regions(found.id)]
    members = await books.libraries.count(found.id)
    appeals = (await books.appeals.open_of(found.id, limit=1)).total
    complaints = (await books.complaints.open_of(found.id, limit=1)).total
    kept = await books.groups.all_of_alliance(found.id)
    coordinators = len(await books.coordinators.of_alliance(found.id, context.now))
    text = texts.card(
        settlement=found.settlement,
        form=founding.form_words(found.form, found.form_own),
        regions=len(regions),
        goals=found.goals,
        motto=found.motto,
        hashtag=found.hashtag,
        members=members,
        coordinators=coordinators,
        groups=[(one.title, one.link, texts.state(one.state, troubled=_troubled(one))) for one in kept],
        appeals=appeals,
        silent_days=found.silent_days,
        lenient=found.lenient,
        hint=_hint(kept, members=members, appeals=appeals, coordinators=coordinators),
        url=context.directory.page_url(f"/a/{found.slug}"),
    )
    registry = await context.books.places.any()
    rows = _ways(found, appeals=appeals, complaints=complaints, members=members, registry=registry)
    await context.say(text, rows=rows, in_place=True)


def _troubled(group: Group) -> bool:
    return bool(group.missing) or not group.title_fits


def _hint(kept: tuple[Group, ...], *, members: int, appeals: int, coordinators: int) -> str:
    """The one thing that helps most now."""
    if appeals:
        return texts.HINT_APPEALS
    if not any(group.state == "bound" for group in kept):
        return texts.HINT_BIND
    if any(_troubled(group) or group.state == "lost" for group in kept):
        return texts.HINT_MEND
    if members == 0:
        return texts.HINT_OWN_LIBRARY
    if members == 1:
        return texts.HINT_INVITE
    return texts.HINT_SECOND if coordinators == 1 else texts.HINT_PLAN


def _ways(found: Alliance, *, appeals: int, complaints: int, members: int, registry: bool) -> Rows:
    """``registry``: whether the places of the country are known, so that namesakes can be found."""
    rows: list[tuple[Button, ...]] = [
        (
            Button(label=texts.GROUPS, press=f"groups:{found.id}"),
            Button(label=texts.AGREEMENT, press=f"agreement:{found.id}"),
        ),
        (
            Button(label=texts.SETTINGS, press=f"edit-alliance:{found.id}"),
            Button(label=texts.COORDINATORS, press=f"coordinators:{found.id}"),
        ),
        (
            Button(label=texts.INVITE, press=f"alliance-invite:{found.id}"),
            Button(label=texts.appeals_label(appeals), press=f"appeals:{found.id}"),
        ),
    ]
    rows.append(
        (
            Button(label=texts.complaints_label(complaints), press=f"complaints:{found.id}"),
            Button(label=hiding.ALL_HIDDEN, press=f"hidden:{found.id}"),
        )
    )
    rows.append((Button(label=letters.WRITE, press=f"letter:{found.id}"),))
    if registry:
        rows.append((Button(label=founding.NAMESAKES, press=f"namesakes:{found.id}"),))
    rows.append((Button(label=files.LOAD_JOINT, press=f"import-plan:joint:{found.id}"),))
    if not members:
        rows.append((Button(label=texts.JOIN, press=f"join:{found.id}"),))
    rows.append((shared.BACK_TO_MENU,))
    return tuple(rows)


@errand("alliance-invite", most_args=1)
async def invite(context: Context, named: str = "") -> None:
    """A text with a link that any namesake library may follow; everybody may pass it on."""
    found = await which_alliance(context, "alliance-invite", named)
    if found is None:
        return
    url = context.messenger.invitation(f"join_{found.id}")
    await context.say(founding.invitation(found.settlement, url), rows=shared.MENU_ROWS)


# Settings.


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The settings as they are when somebody begins to change one."""

    motto: str | None
    hashtag: str | None
    goals: tuple[str, ...]
    form_own: str | None
    silent_days: int
    settlement: str


@errand("edit-alliance", most_args=1)
async def begin_editing(context: Context, named: str = "") -> None:
    found = await coordinated(context, "edit-alliance", named)
    if found is not None:
        await context.begin(edit_alliance, alliance=found.id)


@script("edit-alliance", version=1, called=texts.CALLED)
async def edit_alliance(talk: Talk, context: Context) -> None:
    """One setting at a time; the button at the end begins again."""
    alliance_id = int(str(talk.given["alliance"]))
    present = await talk.look("present", read_present, context, alliance_id)
    settings = [
        Option(value="motto", label=texts.MOTTO),
        Option(value="hashtag", label=texts.HASHTAG),
        Option(value="emblem", label=texts.EMBLEM),
        Option(value="goals", label=texts.GOALS),
        Option(value="form", label=texts.FORM),
        Option(value="lenient", label=texts.LENIENT),
        Option(value="silent", label=texts.SILENT_DAYS),
    ]
    what = await talk.ask("what", texts.WHAT_TO_CHANGE, Choice(settings, columns=2))
    changes = await _ask_setting(talk, what, present)
    await talk.do("change", change, context, alliance_id, changes)
    rows = (
        (Button(label=texts.CHANGE_MORE, press=f"edit-alliance:{alliance_id}"),),
        (Button(label=texts.DESK, press=f"alliance:{alliance_id}"), shared.BACK_TO_MENU),
    )
    await talk.say(texts.CHANGED, rows=rows)


async def _ask_setting(talk: Talk, what: str, present: Present) -> AllianceChanges:
    """A part of the script: the question about one setting."""
    match what:
        case "motto":
            motto = await talk.ask(
                "motto", texts.NEW_MOTTO, Line(most=200), optional=True, present=present.motto or None
            )
            return {"motto": motto}
        case "hashtag":
            idea = founding.default_hashtag(present.settlement)
            field = Hashtag(most=LONGEST_HASHTAG)
            tag = await talk.ask(
                "hashtag", texts.NEW_HASHTAG, field, optional=True, suggest=idea, present=present.hashtag or None
            )
            return {"hashtag": tag}
        case "emblem":
            emblem = await talk.ask("emblem", texts.NEW_EMBLEM, Photos(most=1), optional=True)
            return {"emblem_id": emblem[0] if emblem else None}
        case "goals":
            chosen = await talk.ask("goals", texts.NEW_GOALS, goals(), present=present.goals)
            return {"goals": chosen}
        case "form":
            form = await talk.ask("form", texts.NEW_FORM, forms())
            if form != "other":
                return {"form": form, "form_own": None}
            own = await talk.ask("own-form", texts.OWN_FORM, Line(most=200), present=present.form_own)
            return {"form": form, "form_own": own}
        case "lenient":
            yes_no = YesNo(yes=texts.LENIENT_YES, no=texts.LENIENT_NO)
            return {"lenient": await talk.ask("lenient", texts.NEW_LENIENT, yes_no)}
        case _:
            days = Number(least=0, most=LONGEST_SILENCE)
            asked = texts.NEW_SILENT_DAYS
            return {"silent_days": await talk.ask("silent", asked, days, present=present.silent_days)}


async def read_present(context: Context, alliance_id: int) -> Present:
    context.require(Action.EDIT_ALLIANCE, Thing(alliance=alliance_id))
    found = await context.books.alliances.get(alliance_id)
    assert found is not None, "whoever coordinates an alliance coordinates one that exists"
    return Present(
        motto=found.motto,
        hashtag=found.hashtag,
        goals=found.goals,
        form_own=found.form_own,
        silent_days=found.silent_days,
        settlement=found.settlement,
    )


async def change(context: Context, alliance_id: int, changes: AllianceChanges) -> None:
    """The settings from now on; the post that presents the alliance follows."""
    context.require(Action.EDIT_ALLIANCE, Thing(alliance=alliance_id))
    await spend(context, Quota.CHANGES)
    await context.books.alliances.change(alliance_id, **changes)
    facts = _public(changes)
    if facts:
        await context.books.journal.write(alliance_id, Kind.RULES_CHANGED, facts, at=context.now)
    await publish_about(context.books, alliance_id, context.now, changes=texts.CHANGES_OF_POST)


def _public(changes: AllianceChanges) -> dict[str, Json]:
    """What of it concerns everybody, for the journal; how often coordinators are reminded does not."""
    facts: dict[str, Json] = {}
    for name in ("form", "form_own", "motto", "hashtag", "lenient"):
        if name in changes:
            facts[name] = changes[name]
    if "goals" in changes:
        facts["goals"] = list(changes["goals"])
    if "emblem_id" in changes:
        facts["emblem"] = changes["emblem_id"] is not None
    return facts
