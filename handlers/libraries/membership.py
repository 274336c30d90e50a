"""The deeds of joining: a library enters the Agreement, or a person claims a known one (Положение, 5.3; rows 4, 5, 11).

Joining needs no one's permission; that the settlement is a namesake is judged here anew, whatever a talk has said. Who
speaks for the library is another question (``handlers.libraries.claims``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import TypeAdapter

from domain.journal import Kind
from domain.libraries.membership import Ownership
from domain.libraries.names import Match, judge
from domain.libraries.service import SERVING, Service, Way
from domain.spelling import plain
from handlers.libraries.claims import answers, ask_about, claim_code, set_zone, vouch_for
from handlers.libraries.contact_consent import agree_to_contact
from handlers.libraries.joined_post import publish_notice
from handlers.notices.people import tell_coordinators, tell_librarians
from handlers.texts.libraries import joining as texts
from handlers.texts.libraries import vouching
from handlers.texts.places import place_of
from handlers.texts.turn import shared
from handlers.turn.hooks import group_bound
from talk.errors import Refused
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from domain.journal import Json
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.libraries.libraries import Library

Granted = Literal["same", "lenient", "overridden"]
"""On what ground a settlement is a namesake."""

_BETWEEN_WORDS: Final = re.compile(r"[^\w]+|_")
_LONGEST_KEY: Final = 400
MOST_NOTICES: Final = 100
"""More at once would be a flood, not news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a librarian has told about their library. The contact is personal data."""

    alliance: int
    settlement: str
    settlement_type: str
    district: str
    region: str
    zone: str
    title: str
    parent: str
    ownership: Ownership
    contact: str | None
    contact_public: bool
    story: str = ""
    """Why a settlement of another name is a namesake, as the applicant tells it."""


applications: TypeAdapter[Application] = TypeAdapter(Application)
"""To JSON and back, for appeals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What came of it."""

    how: Literal["joined", "rejoined", "colleague", "already", "asked", "referred", "waits", "dismissed"]
    """``asked``: its people are asked whether this is a colleague, ``referred``: the coordinators; ``waits``: they were
    before; ``dismissed``: nobody is. ``colleague``: as it was before there were questions."""
    library: int
    title: str
    membership: int
    published: bool = True
    """Whether the alliance has a group where the notice stands."""
    code: int | None = None
    """What a claim that waits is told apart by."""


def title_key(title: str) -> str:
    """Under what all spellings of one title meet: quotes, signs, spaces and case do not count, «№» is «No»."""
    return "".join(word for word in _BETWEEN_WORDS.split(plain(title)) if word)[:_LONGEST_KEY]


def ground(alliance: Alliance, settlement: str) -> Granted | None:
    """On what ground this settlement is a namesake; None when it is not."""
    verdict = judge(alliance.settlement, settlement, lenient=alliance.lenient)
    if not verdict.allowed:
        return None
    return "same" if verdict.match is Match.SAME else "lenient"


def ground_of(alliance: Alliance, library: Library) -> Granted | None:
    """On what ground a library that we know is a namesake today; a coordinator's word on its name stands."""
    return "overridden" if library.verdict == "overridden" else ground(alliance, library.settlement)


async def regrant(books: Books, library: Library, granted: Granted) -> Library:
    """From now on it is a namesake on that ground."""
    if library.verdict in (granted, "overridden"):
        return library
    return await books.libraries.change(library.id, verdict=granted)


async def confirm_by_registry(books: Books, library: Library) -> Library:
    """Where the registry knows the settlement, no coordinator need look; it is asked anew, whatever a talk has said."""
    place = library.settlement, library.region, library.district
    if library.checked != "unchecked" or not await books.places.confirm(place[0], region=place[1], district=place[2]):
        return library
    return await books.libraries.change(library.id, checked="registry")


async def locked(books: Books, library_id: int, *, hidden: bool = False) -> tuple[Library, Alliance] | None:
    """A library and its alliance as they stay until this transaction ends: whoever joins, leaves or corrects waits."""
    found = await books.libraries.get(library_id, hidden=hidden)
    if found is None:
        return None
    alliance = await books.alliances.lock(found.alliance_id)
    return await books.libraries.get(library_id, hidden=hidden) or found, alliance


async def known_library(books: Books, application: Application) -> Library | None:
    """The card that this library has already: a former member's, too, and a hidden one."""
    return await books.libraries.find(
        application.alliance,
        settlement=application.settlement,
        region=application.region,
        district=application.district,
        folded=title_key(application.title),
        title=application.title,
    )


async def admit(books: Books, application: Application, person_id: int, granted: Granted, *, now: datetime) -> Joined:
    """The library becomes a partner, or those who can know are asked whether the person works in a known one."""
    alliance = await books.alliances.lock(application.alliance)  # two colleagues at once make one library
    if await books.alliances.get(alliance.id) is None:  # hidden since it was chosen
        raise Refused(texts.NO_SUCH_ALLIANCE)
    known = await known_library(books, application)
    if known is not None and known.hidden:
        raise Refused(texts.HIDDEN)
    if known is not None:
        stands = await books.librarians.state_of(known.id, person_id)
        if known.is_member or stands is not Service.VOUCHED:  # nobody but its own people brings one back that has left
            return await _claim(books, known, application, person_id, stands=stands, now=now)
        library = await regrant(books, known, granted)
    else:
        library = await _register(books, application, granted, now)
        await _bring(books, library, person_id, now)
    library = await confirm_by_registry(books, library)
    if application.contact:
        await _keep_contact(books, library, application, person_id, now)
    return await enter(books, alliance, library, person_id, now=now)


async def _bring(books: Books, library: Library, person_id: int, now: datetime) -> None:
    """The first claim of a new library; a coordinator's own first one in the alliance is vouched for by founding."""
    own = await books.libraries.served_by(person_id, vouched=True)
    if await books.coordinators.is_coordinator(library.alliance_id, person_id, now) and not any(
        one.alliance_id == library.alliance_id for one in own
    ):
        _ = await vouch_for(books, library, person_id, Way.FOUNDING, by=person_id, now=now)
        return
    await books.librarians.claim(library.id, person_id, Service.CLAIMED, at=now)
    await books.librarians.referred(library.id, person_id, now)  # by the notice of the new member
    await books.audit.note("claimed", f"library:{library.id}", whom=person_id, at=now)
    await set_zone(books, library, person_id)


async def _claim(
    books: Books, library: Library, application: Application, person_id: int, *, stands: Service | None, now: datetime
) -> Joined:
    """A claim on a library that is known: a question, whatever the person has typed."""

    def came(how: Literal["already", "asked", "referred", "waits", "dismissed"], code: int | None = None) -> Joined:
        membership = library.membership_id or 0
        return Joined(how=how, library=library.id, title=library.title, membership=membership, code=code)

    if stands in SERVING:
        return came("already")
    if not await books.librarians.claim(library.id, person_id, Service.ASKED, at=now):
        if stands is Service.DISMISSED:
            return came("dismissed")
        return came("waits", await claim_code(books, library.id, person_id))
    await books.audit.note("claimed", f"library:{library.id}", whom=person_id, at=now)
    if application.contact:
        await _keep_contact(books, library, application, person_id, now)
    claim = await books.librarians.get(library.id, person_id)
    assert claim is not None, "they have just written to us"
    asked = await ask_about(books, library, claim, now=now)
    return came("asked" if asked else "referred", await claim_code(books, library.id, person_id))


async def enter(books: Books, alliance: Alliance, library: Library, person_id: int, *, now: datetime) -> Joined:
    """The membership begins, for the first time or again: journal, notice, coordinators (row 11)."""
    again = library.joined_at is not None
    membership = await books.libraries.join(library.id, now)
    await books.journal.write(alliance.id, Kind.REJOINED if again else Kind.JOINED, facts_of(library), at=now)
    await publish_notice(books, alliance, library, now=now, membership=membership)
    claims = await books.librarians.of_library(library.id, {Service.CLAIMED})
    code = await claim_code(books, library.id, claims[0].person_id) if claims else None
    await tell_coordinators(
        books,
        alliance.id,
        texts.tell_coordinators(
            alliance.settlement,
            library.title,
            place_of(library),
            overridden=library.verdict == "overridden",
            confirmed=library.checked != "unchecked",
            again=again,
            claim=None if code is None else vouching.representative_waits(code),
        ),
        now=now,
        key=f"joined:{membership}",
        rows=_for_coordinators(library, claims[0].person_id if claims else None),
        but=person_id,
    )
    if again:
        told = texts.told_of_return(library.title)
        rows: Rows = ((Button(label=texts.MY_LIBRARY, press=f"library:{library.id}"), shared.BACK_TO_MENU),)
        await tell_librarians(books, library.id, told, but=person_id, occasion=f"back:{membership}", now=now, rows=rows)
    how: Literal["joined", "rejoined"] = "rejoined" if again else "joined"
    published = bool(await books.groups.of_alliance(alliance.id))
    return Joined(
        how=how, library=library.id, title=library.title, membership=membership, published=published, code=code
    )


@group_bound.heard(20)
async def publish_waiting(books: Books, alliance_id: int, now: datetime) -> None:
    """The notices of members that joined before the alliance had a group; those that stand somewhere are left alone.

    Of very many the first ones only; the roster in the chat has them all.
    """
    alliance = await books.alliances.get(alliance_id)
    if alliance is None:
        return
    members = await books.libraries.members(alliance_id, limit=MOST_NOTICES)
    for library in sorted(members.items, key=lambda one: one.membership_id or 0):
        if not await books.posts.of_subject(f"joined:{library.membership_id}"):
            await publish_notice(books, alliance, library, now=now)


def facts_of(library: Library) -> dict[str, Json]:
    """The public facts of a library, for the journal."""
    return {
        "library": library.id,
        "title": library.title,
        "settlement": library.settlement,
        "type": library.settlement_type,
        "district": library.district,
        "region": library.region,
        "verdict": library.verdict,
    }


async def _register(books: Books, application: Application, granted: Granted, now: datetime) -> Library:
    return await books.libraries.register(
        alliance_id=application.alliance,
        settlement=application.settlement,
        settlement_type=application.settlement_type,
        district=application.district,
        region=application.region,
        zone=application.zone,
        title=application.title,
        folded=title_key(application.title),
        parent=application.parent,
        ownership=application.ownership.value,
        verdict=granted,
        at=now,
    )


async def _keep_contact(
    books: Books, library: Library, application: Application, person_id: int, now: datetime
) -> None:
    contact, public = application.contact, application.contact_public
    await books.librarians.set_contact(library.id, person_id, contact, public=public)
    await agree_to_contact(books, person_id, public=public, now=now)


def _for_coordinators(library: Library, claims: int | None) -> Rows:
    """``claims``: who has brought it and waits to be vouched for."""
    first = () if claims is None else answers(library.id, claims, coordinator=True)
    card = Button(label=texts.SHOW_CARD, press=f"lib:{library.id}")
    last = (card, shared.BACK_TO_MENU)
    if library.checked != "unchecked" or library.verdict == "overridden":
        return (*first, last)
    return (*first, (Button(label=texts.CONFIRM_PLACE, press=f"vouch:{library.id}", tone="good"),), last)
