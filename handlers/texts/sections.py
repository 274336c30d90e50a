"""The sections of a group under their names (Положение, 5.2 and 5.3; row 17), and the tags that mark them."""

from __future__ import annotations

from typing import Final

from talk.messenger import SectionTitle
from talk.prompt import Section

SECTION_TITLES: Final = {
    Section.JOINING: "Присоединение",
    Section.PLANS: "Планы",
    Section.CHRONICLE: "Хроника",
    Section.WILL: "Голосования",
}
ALL_SECTIONS: Final = tuple(
    SectionTitle(section=section, title=title)
    for section, title in SECTION_TITLES.items()
    if section is not Section.WILL
)
"""Those that are opened in a group. There is nothing to vote on yet: an empty one would only be in the way."""


def hashtags(section: Section, alliance_hashtag: str | None) -> tuple[str, ...]:
    """Tags of a post, without «#»: the section's own, and the alliance's if it has one (row 8)."""
    own = (alliance_hashtag,) if alliance_hashtag else ()
    return (SECTION_TITLES[section].lower(), *own)
