"""How a talk goes wrong.

TalkError
├── Refused    the answer does not fit; carries the text that the person reads, then the question comes again
├── Drifted    the script changed under a talk that has already done a deed; the talk is closed with an apology
└── Misplayed  a script broke a rule of the engine: a bug of ours; the turn is rolled back
"""

from __future__ import annotations

from talk.rich import Say, rich


class TalkError(Exception):
    """Anything that can go wrong in a talk."""


class Refused(TalkError):
    """The answer does not fit. A script or a deed may raise it too: the last question is then asked again."""

    def __init__(self, text: Say) -> None:
        super().__init__(rich(text).plain)
        self.text = rich(text)


class Drifted(TalkError):
    """The journal and the script went apart behind a deed. Never leaves the engine but as an outcome."""


class Misplayed(TalkError):
    """A script broke a rule; the text says which one and what to do."""
