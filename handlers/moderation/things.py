"""Public things as those see them who decide about them: what it is, whose, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.event import State
from domain.moderation import What
from domain.rights import Thing
from handlers.texts.moderation import hiding as texts
from handlers.turn.paging import number_of

if TYPE_CHECKING:
    from storage.books import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicThing:
    """One of them."""

    what: What
    id: int
    alliance: int
    library: int | None
    """Whose it is; None: the alliance's own, such as its emblem."""
    title: str
    """Of a picture that of what it belongs to."""

    @property
    def key(self) -> tuple[What, int]:
        return self.what, self.id

    @property
    def owned(self) -> Thing:
        """As rights see it."""
        return Thing(alliance=self.alliance, library=self.library)

    @property
    def named(self) -> str:
        """«event:12», for buttons, keys and the audit."""
        return f"{self.what.value}:{self.id}"


async def public_thing(books: Books, what: str, number: str | int) -> PublicThing | None:
    """The thing that a button names, hidden or not; None when nobody but its owners ever saw it."""
    if what not in {one.value for one in What}:
        return None
    kind, id_ = What(what), number if isinstance(number, int) else number_of(number)
    match kind:
        case What.ALLIANCE:
            alliance = await books.alliances.get(id_, hidden=True)
            return None if alliance is None else _thing(kind, id_, id_, None, alliance.settlement)
        case What.LIBRARY:
            library = await books.libraries.get(id_, hidden=True)
            if library is None or library.joined_at is None:
                return None
            return _thing(kind, id_, library.alliance_id, library.id, library.title)
        case What.EVENT:
            event = await books.events.get(id_, hidden=True)
            if event is None or event.state is State.DRAFT:
                return None
            return _thing(kind, id_, event.alliance_id, event.library_id, event.title)
        case What.ENTRY:
            entry = await books.chronicle.get(id_, hidden=True)
            if entry is None:
                return None
            return _thing(kind, id_, entry.alliance_id, entry.library_id, entry.title)
        case What.LETTER:
            letter = await books.letters.get(id_)
            if letter is None:
                return None
            words = letter.prompt.text.plain if letter.prompt is not None else ""
            return _thing(kind, id_, letter.alliance_id, None, texts.beginning(words))
        case What.PICTURE:
            return await _picture(books, id_)


async def _picture(books: Books, picture_id: int) -> PublicThing | None:
    """As a part of the first thing that shows it."""
    for what, number in await books.hidden.shown_in(picture_id):
        whole = await public_thing(books, what, number)
        if whole is not None:
            return _thing(What.PICTURE, picture_id, whole.alliance, whole.library, whole.title)
    alliance = await books.hidden.emblem_of(picture_id)
    found = await books.alliances.get(alliance, hidden=True) if alliance is not None else None
    return None if found is None else _thing(What.PICTURE, picture_id, found.id, None, found.settlement)


def _thing(what: What, id_: int, alliance: int, library: int | None, title: str) -> PublicThing:
    return PublicThing(what=what, id=id_, alliance=alliance, library=library, title=title)
