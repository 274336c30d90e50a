"""The register of errands: what a button, a command, a deep link or a word leads to (to the field: routes).

An errand says all of that about itself where it is declared; the messengers' list of commands, the words that are as
good as a command, and the menu are computed from it.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from handlers.texts.turn.labels import LABEL
from handlers.turn.paging import PAGE
from talk.fields.text import fold

if TYPE_CHECKING:
    from handlers.texts.turn.free_words import Meant
    from handlers.turn.context import Context
    from handlers.turn.menu_places import MenuPlace
    from talk.rich import Say

Errand = Callable[..., Awaitable[None]]
"""``async def errand(context, *args: str)``: the args are words of a button, and whatever they say grants nothing."""

Greeting = Callable[..., Awaitable["Say | None"]]
"""``async def greets(books, *args: str)``: a line about it for a stranger who comes for it; None: it is not there."""

DESCRIPTION: Final = 256
"""Characters of a command's description that every messenger takes (Telegram's limit)."""
BLOCKED: Final = "data-blocked"
"""The errand that says that nothing of theirs is used."""
LAST: Final = 1000
"""The order of what does not say one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One errand and the ways to it."""

    name: str
    run: Errand
    command: str | None
    about: str
    """The command in the messenger's own list; empty: it is not listed."""
    listed: bool
    order: int
    """Its place in the messenger's list and among its neighbours in the menu: small comes first."""
    spoken: tuple[str, ...]
    always: tuple[str, ...]
    menu: MenuPlace | None
    words: tuple[Meant, ...] = field(default=(), repr=False)
    """How people ask for it in words of their own (``handlers.turn.intents``)."""
    least_args: int
    most_args: int
    deep_linkable: bool
    """Whether a deep link may lead to it: anybody can lay a link before anybody."""
    while_blocked: bool = False
    """Whether it is there for those who want nothing of theirs used: it is about their data itself."""
    yes: str = ""
    """The button of the first words to whoever comes for it, where ``greets`` finds it."""
    greets: Greeting | None = None

    def takes(self, args: tuple[str, ...]) -> bool:
        return self.least_args <= len(args) <= self.most_args

    @property
    def wing(self) -> str:
        """The folder of ``handlers`` that it lives in."""
        return self.run.__module__.removeprefix("handlers.").partition(".")[0]

    def lacks(self) -> Iterator[str]:
        """What it still has to say of itself."""
        if self.command and not self.about and self.listed:
            yield "a description of its command (about=…), or listed=False"
        if self.about and not (self.command and self.listed):
            yield "a command that its description is of (command=…, listed)"
        if len(self.about) > DESCRIPTION:
            yield f"a description of at most {DESCRIPTION} characters"
        if (self.command or self.menu) and self.least_args:
            yield "values for its arguments: a command, a word and the menu give none"
        if (self.about or self.menu) and self.order == LAST:
            yield "its place among the others (order=…)"
        for meant in self.words:
            if not 1 <= len(meant.label) <= LABEL:
                yield f"a label of at most {LABEL} characters: «{meant.label}»"
            if not self.takes(tuple(meant.args.split(":")) if meant.args else ()):
                yield f"so many arguments: «{meant.args}»"
        for word in (*self.spoken, *self.always):
            if word != folded(word):
                yield f"a word as it is looked up: «{folded(word)}», not «{word}»"
        if self.menu is not None:
            if not 1 <= len(self.menu.label) <= LABEL:
                yield f"a label of at most {LABEL} characters: «{self.menu.label}»"
            if not self.menu.first and not 1 <= len(self.menu.wing) <= LABEL:
                yield f"the name of its wing, of at most {LABEL} characters (menu=MenuPlace(…, wing=…))"


class Errands:
    """All errands of the program, by name, by command, by word."""

    def __init__(self) -> None:
        self._by_name: dict[str, Registered] = {}
        self._by_command: dict[str, Registered] = {}
        self._by_word: dict[str, Registered] = {}
        self._by_label: dict[str, Registered] = {}
        self._always: set[str] = set()

    def add(self, errand: Registered) -> None:
        """Raises ValueError, with both names, where another errand has its name, its command or one of its words."""
        _enter(self._by_name, errand.name, errand, "are called")
        if errand.command:
            _enter(self._by_command, errand.command, errand, "have the command")
        for word in (*errand.spoken, *errand.always):
            _enter(self._by_word, word, errand, "are meant by the word")
        if errand.menu is not None:
            self._by_label.setdefault(folded(errand.menu.label), errand)
        self._always.update(errand.always)

    def named(self, name: str) -> Registered | None:
        return self._by_name.get(name)

    def commanded(self, command: str) -> Registered | None:
        return self._by_command.get(command)

    def spoken(self, text: str) -> Registered | None:
        """What is meant by these words, said alone; a label of the menu is as good as its button."""
        words = folded(text)
        return self._by_word.get(words) or self._by_label.get(words)

    def works_always(self, text: str) -> bool:
        """Whether these words, said alone, are a command in the middle of a talk, too."""
        return folded(text) in self._always

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(self._by_command)

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        """The commands of the messengers' own lists, each with its description, in their order."""
        listed = [one for one in self if one.command and one.about]
        return tuple((str(one.command), one.about) for one in sorted(listed, key=in_order))

    @property
    def in_menu(self) -> tuple[Registered, ...]:
        """All that have a place in the menu, in their order."""
        return tuple(sorted((one for one in self if one.menu), key=in_order))

    def lacks(self) -> list[str]:
        """What errands still have to say of themselves, a line each."""
        lines = [f"«{one.name}» ({one.run.__module__}): {line}" for one in self for line in one.lacks()]
        places = [(one.wing, one.menu) for one in self.in_menu if one.menu is not None]
        for wing in sorted({wing for wing, place in places if place.wing}):
            names = sorted({place.wing for of, place in places if of == wing and place.wing})
            if len(names) > 1:
                lines.append(f"one name for the wing {wing}, not {len(names)}: {', '.join(names)}")
        coming_first = Counter(place.role for _, place in places if place.first)
        return lines + [
            f"{role}: {count} errands come first in the menu; of at most {PAGE} each is two taps away at any time"
            for role, count in coming_first.items()
            if count > PAGE
        ]

    def __iter__(self) -> Iterator[Registered]:
        return iter(self._by_name.values())


ERRANDS = Errands()
"""Filled by importing the files of this floor (``handlers.loading``)."""


def lacks() -> list[str]:
    """What errands still have to say of themselves, a line each."""
    return ERRANDS.lacks()


def errand(
    name: str,
    *,
    command: str | None = None,
    about: str = "",
    listed: bool = True,
    order: int = LAST,
    spoken: tuple[str, ...] = (),
    always: tuple[str, ...] = (),
    menu: MenuPlace | None = None,
    words: tuple[Meant, ...] = (),
    most_args: int = 4,
    deep_linkable: bool = True,
    while_blocked: bool = False,
    yes: str = "",
    greets: Greeting | None = None,
) -> Callable[[Errand], Errand]:
    """Register a function: ``press="name:arg"``, ``/command``, the deep link ``name_arg`` and its words lead to it.

    ``name`` has no ``:`` or ``_``, so that a deep link can be told apart from its arguments; with more than
    ``most_args`` of them it is not run. ``deep_linkable=False`` for what does something at once, without asking: a
    stranger's link must not do it in the name of whoever follows it. ``about`` describes the command in the messenger's
    own list (``listed=False``: it works and is not shown there). ``while_blocked`` is for what is about a person's own
    data, and works for those who want nothing of theirs used. ``spoken`` words are as good as the command while no
    talk is in progress, ``always`` words in the middle of one, too; ``words`` are how people ask for it otherwise, in
    any form and with slips of the finger (``handlers.turn.intents``). ``menu`` is its place in the menu, ``order`` its
    place in either list. ``yes`` and ``greets``: what a stranger who comes for it is shown. Raises ValueError for a
    name that does not fit; for one that is taken, and likewise for a command or a word, where the function is
    registered.
    """
    if not name.replace("-", "").isalnum():
        raise ValueError(f"an errand's name is letters, digits and hyphens: {name!r}")

    def register(run: Errand) -> Errand:
        needed = [one for one in list(inspect.signature(run).parameters.values())[1:] if one.default is one.empty]
        ERRANDS.add(
            Registered(
                name=name,
                run=run,
                command=command,
                about=about,
                listed=listed,
                order=order,
                spoken=spoken,
                always=always,
                menu=menu,
                words=words,
                least_args=sum(one.kind is not one.VAR_POSITIONAL for one in needed),
                most_args=most_args,
                deep_linkable=deep_linkable,
                while_blocked=while_blocked,
                yes=yes,
                greets=greets,
            )
        )
        return run

    return register


async def go(context: Context, name: str, *args: str) -> bool:
    """Run the errand of that name; False when there is none, or it does not take so many arguments.

    Whoever wants nothing of theirs used is told so instead, but where it is about their data.
    """
    found = ERRANDS.named(name)
    if found is None or not found.takes(args):
        return False
    if context.person.blocked_at is not None and not found.while_blocked:
        found, name, args = ERRANDS.named(BLOCKED), BLOCKED, ()
        assert found is not None, "handlers.people declares it"
    context.doing = ":".join((name, *args))
    await found.run(context, *args)
    return True


def folded(text: str) -> str:
    """Words as they are looked up: «Что ты умеешь?» is «что ты умеешь»."""
    return fold(text).rstrip(" ?)")


def in_order(errand: Registered) -> tuple[int, str]:
    return errand.order, errand.name


def _enter(register: dict[str, Registered], key: str, errand: Registered, what: str) -> None:
    other = register.setdefault(key, errand)
    if other is not errand:
        raise ValueError(f"two errands {what} {key!r}: {other.name!r} and {errand.name!r}")
