"""What data of people is kept for, on which ground, and who may agree to it for a child (152-ФЗ, art. 6, 9, 10.1).

The words that people agree to, version by version: ``handlers.texts.turn.consents``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from domain.rights import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who answers for the data of people (152-ФЗ, art. 3): an institution, or a person."""

    name: str
    address: str
    email: str


class Purpose(StrEnum):
    """As it stands in the ledger of consents, in databases that exist: not to be changed."""

    SERVICE = "service"
    """To answer, to remind, to do what they came for."""
    CONTACT_PARTNERS = "contact-partners"
    """A telephone or mail address, shown to the libraries of the alliance."""
    CONTACT_ALL = "contact-all"
    """The same, shown to everybody: a consent of its own (art. 10.1)."""
    NAME = "name"
    """A name where there is no doing without one: a list of those who come, a diploma."""
    PHOTOS = "photos"
    """Photographs of people; whoever publishes them confirms that these agreed."""
    CHILD = "child"
    """What a parent or teacher tells of a child: a name, a work, a photograph."""
    EMAIL = "email"
    """Letters by e-mail."""
    SAFETY = "safety"
    """Misuse is found and undone."""
    PROOF = "proof"
    """That somebody agreed, and took it back."""


Ground = Literal["consent", "interest", "law"]
"""Art. 6, part 1: point 1; point 7 (the rights of others are to be kept); point 2 (a duty by law)."""
Child = Literal["alone", "parent", "never"]
"""Whether a child agrees alone, a parent or teacher does for it, or it is nothing of a child's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What holds for one purpose."""

    ground: Ground
    child: Child
    in_public: bool = False
    """Whether everybody may read it: such a consent is asked apart from any other."""


PURPOSES: Final[Mapping[Purpose, Declared]] = MappingProxyType(
    {
        Purpose.SERVICE: Declared(ground="consent", child="alone"),
        Purpose.CONTACT_PARTNERS: Declared(ground="consent", child="never"),
        Purpose.CONTACT_ALL: Declared(ground="consent", child="never", in_public=True),
        Purpose.NAME: Declared(ground="consent", child="parent"),
        Purpose.PHOTOS: Declared(ground="consent", child="parent", in_public=True),
        Purpose.CHILD: Declared(ground="consent", child="parent", in_public=True),
        Purpose.EMAIL: Declared(ground="consent", child="parent"),
        Purpose.SAFETY: Declared(ground="interest", child="never"),
        Purpose.PROOF: Declared(ground="law", child="never"),
    }
)
ASKED: Final = tuple(purpose for purpose, one in PURPOSES.items() if one.ground == "consent")
"""Those that people agree to, in the order in which they are told."""
IMPLIED: Final[Mapping[Purpose, Purpose]] = MappingProxyType({Purpose.CONTACT_ALL: Purpose.CONTACT_PARTNERS})
"""Whoever agrees to the first has agreed to the second; whoever takes the second back takes back the first."""


def taken_back_with(purpose: Purpose) -> tuple[Purpose, ...]:
    """What cannot go on without it, itself first."""
    return (purpose, *(wider for wider, narrower in IMPLIED.items() if narrower is purpose))


def given_with(purpose: Purpose) -> tuple[Purpose, ...]:
    """All that such a yes says, the narrower first."""
    narrower = IMPLIED.get(purpose)
    return (purpose,) if narrower is None else (narrower, purpose)


CHILD_MAY: Final = frozenset({Action.READ_PUBLIC, Action.SUBSCRIBE})
"""What a child does alone: neither a name nor an age is asked for that. Whoever acts for a library or an alliance is
grown up; where a child is named or shown a parent or teacher agrees and acts (``Purpose.CHILD``)."""


def may_agree(purpose: Purpose, *, child: bool) -> bool:
    """Whether a person may agree to this for themselves."""
    return not child or PURPOSES[purpose].child == "alone"
