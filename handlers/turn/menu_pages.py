"""The pages of the menu, computed from what errands say of their places. Pure; nothing exceeds a messenger's limits.

front     what the person does most, what their roles come for, «Ещё…»: at most eight buttons and the way back to a talk
behind    one tap further: all that a role comes for, the rarer things; once these are many, some wings folded
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from handlers.turn.errands import in_order
from handlers.turn.habits import habits
from handlers.turn.menu_places import Role
from handlers.turn.paging import PAGE, page_of, turn_of
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from handlers.turn.errands import Registered
    from handlers.turn.menu_places import MenuPlace
    from talk.messenger import Limits

FRONT: Final = 8
"""Buttons of the first page, besides the one that leads back to a talk."""
MOST: Final = 3
"""What a person does most comes first."""
COLUMNS: Final = 2
"""Two labels side by side can be read on a small screen."""
RANK: Final = {role: rank for rank, role in enumerate(Role)}
EVERYTHING: Final = "all"
"""What «Ещё…» shows, as its presses say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The labels that belong to the menu itself."""

    more: str
    heads: Mapping[str, str]
    """By role."""
    back: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A page of the second level."""

    rows: Rows
    page: int
    pages: int
    wing: str = ""
    """What people call the wing whose page it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a keyboard takes: where the messenger has two kinds, the one that hangs under its message."""

    columns: int
    rows: int
    buttons: int

    @classmethod
    def of(cls, limits: Limits) -> Room:
        rows, buttons = limits.inline or (limits.rows, limits.buttons)
        return cls(columns=min(COLUMNS, limits.columns), rows=rows, buttons=buttons)

    def beside(self, *rows: int) -> int:
        """How many buttons there is room for besides rows of so many."""
        return min(self.buttons - sum(rows), (self.rows - len(rows)) * self.columns)

    def lay_out(self, buttons: Sequence[Button]) -> Rows:
        return tuple(tuple(buttons[at : at + self.columns]) for at in range(0, len(buttons), self.columns))


def front(
    errands: Sequence[Registered],
    *,
    roles: Sequence[Role],
    uses: Mapping[str, int],
    limits: Limits,
    words: Words,
    resume: Button | None = None,
) -> Rows:
    """The first page. The messenger takes at least five rows and five buttons.

    What a role comes for and has no room stands behind the head of the role. What is done most stands in the order of
    all the rest: a button that is used more and more does not wander about.
    """
    room = Room.of(limits)
    above = (1,) if resume else ()
    most_buttons = min(FRONT, room.beside(*above))
    theirs = _theirs(errands, roles)
    first = [one for one in theirs if _place(one).first]
    top = _most(theirs, first, uses, min(MOST, most_buttons - len(Role) - 1))
    shown, heads = _shown([one for one in first if one not in top], most_buttons - len(top) - 1)
    buttons = [
        *map(_button, (*top, *shown)),
        *(Button(label=words.heads[role], press=f"more:{role}") for role in heads),
    ]
    rows = room.lay_out([*buttons, Button(label=words.more, press="more")])
    return ((resume,), *rows) if resume else rows


def behind(
    errands: Sequence[Registered],
    *,
    roles: Sequence[Role],
    which: str,
    page_word: str,
    limits: Limits,
    words: Words,
) -> Behind | None:
    """A page of the second level: of a role, of a wing, or of ``EVERYTHING`` rarer; None where there is nothing."""
    room = Room.of(limits)
    theirs = sorted(_theirs(errands, roles), key=in_order)
    rarer = [one for one in theirs if not _place(one).first]
    wing = ""
    if which in roles:
        buttons = [_button(one) for one in theirs if _place(one).first and _place(one).role == which]
    elif which == EVERYTHING:
        buttons = list(map(_button, rarer))
        if len(buttons) > _whole(room):
            buttons = _folded(rarer, _whole(room))
    else:
        inside = [one for one in rarer if one.wing == which]
        buttons = list(map(_button, inside))
        wing = _place(inside[0]).wing if inside else ""
    if not buttons:
        return None
    size = _whole(room) if len(buttons) <= _whole(room) else _part(room)
    page, pages = page_of(page_word, len(buttons), size)
    turns = turn_of(f"more:{which}", page, pages)
    turning = [button for row in turns for button in row]
    rows = (*room.lay_out(buttons[page * size : (page + 1) * size]), *room.lay_out(turning), (words.back,))
    return Behind(rows=rows, page=page, pages=pages, wing=wing)


def _theirs(errands: Sequence[Registered], roles: Sequence[Role]) -> list[Registered]:
    """What these roles have in the menu: the rarest role first, as it is what its person came for."""
    theirs = [one for one in errands if one.menu is not None and one.menu.role in roles]
    return sorted(theirs, key=lambda one: (-RANK[_place(one).role], in_order(one)))


def _most(
    theirs: Sequence[Registered], first: Sequence[Registered], uses: Mapping[str, int], most: int
) -> list[Registered]:
    """What the person does most; what their roles come for, as long as nothing is known of them."""
    by_name = {one.name: one for one in theirs}
    names = habits(uses, list(by_name)) + [one.name for one in first]
    chosen = set(list(dict.fromkeys(names))[: max(0, most)])
    return [one for one in theirs if one.name in chosen]


def _shown(rest: Sequence[Registered], slots: int) -> tuple[Sequence[Registered], list[Role]]:
    """What stands on the first page, and the heads of the roles of what does not."""
    for count in range(min(len(rest), slots), -1, -1):
        hidden = {_place(one).role for one in rest[count:]}
        if count + len(hidden) <= slots:
            return rest[:count], [role for role in Role if role in hidden]
    raise ValueError("a menu needs room for the head of every role")


def _whole(room: Room) -> int:
    """How many buttons one page takes that is the only one."""
    return min(PAGE, room.beside(1))


def _part(room: Room) -> int:
    """How many buttons one of several pages takes, besides the ones that turn it."""
    turning = (2,) if room.columns > 1 else (1, 1)
    return min(PAGE, room.beside(*turning, 1))


def _folded(rarer: Sequence[Registered], most: int) -> list[Button]:
    """As few wings folded as leave ``most`` buttons, if that can be: what everybody has first, the last one first.

    A folded wing is one button in the place of its first folded errand; what is alone in it stands for itself.
    """
    units = sorted(
        dict.fromkeys((_place(one).role, one.wing) for one in reversed(rarer)), key=lambda unit: RANK[unit[0]]
    )
    folded: set[tuple[Role, str]] = set()
    buttons = _with_folded(rarer, folded)
    for unit in units:
        if len(buttons) <= most:
            break
        folded.add(unit)
        buttons = _with_folded(rarer, folded)
    return buttons


def _with_folded(rarer: Sequence[Registered], folded: Collection[tuple[Role, str]]) -> list[Button]:
    inside = [one for one in rarer if (_place(one).role, one.wing) in folded]
    sizes = Counter(one.wing for one in inside)
    heads = {one.wing: _place(one).wing for one in reversed(inside)}
    names = {one.name for one in inside}
    buttons: dict[str, Button] = {}
    for one in rarer:
        if one.name in names and sizes[one.wing] > 1:
            buttons.setdefault(f"more:{one.wing}", Button(label=heads[one.wing], press=f"more:{one.wing}"))
        else:
            buttons[one.name] = _button(one)
    return list(buttons.values())


def _button(errand: Registered) -> Button:
    return Button(label=_place(errand).label, press=errand.name)


def _place(errand: Registered) -> MenuPlace:
    assert errand.menu is not None, errand.name
    return errand.menu
