"""Who reads a text: the modules whose words residents meet, in the chat, in a group and on the pages.

Librarians and coordinators work by the Положение and know its nouns; residents need not. A test holds what is named
here to words of every day (``tests/handlers/texts/test_voice.py``).
"""

from __future__ import annotations

from typing import Final

RESIDENTS: Final = (
    "alliances.choosing",
    "chronicle.reading",
    "moderation.complaints",
    "people.addresses",
    "people.blocking",
    "people.consents",
    "people.places",
    "people.privacy",
    "people.staying",
    "plan.afisha",
    "plan.calendar",
    "plan.event",
    "plan.event_changes",
    "plan.event_facts",
    "plan.event_picture",
    "plan.month",
    "sections",
    "subscriptions.habits",
    "subscriptions.reminders",
    "subscriptions.subscribing",
    "turn.refusals",
    "turn.shared",
    "web",
)
"""Names within ``handlers.texts``; a wing stands for all of its modules. The rules on personal data and the words of
the consents are not among them: each of their versions is kept as it was agreed to."""

FOR_LIBRARIES: Final = {
    "alliances.choosing.FOUND": "on a button for whoever founds an alliance",
    "web.alliances.AGREEMENT": "the Agreement is open to everybody, under its own name",
    "web.alliances.READ_AGREEMENT": "the way to it",
    "web.alliances.NO_AGREEMENT": "in its place while there is none",
    "web.alliances.VERSIONS": "of the Agreement",
    "web.alliances.OLD_VERSION": "of the Agreement",
    "web.alliances.version": "of the Agreement",
}
"""Texts of these modules that librarians read, and why."""
