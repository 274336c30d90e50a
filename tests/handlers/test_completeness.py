"""All that a subject still lacks, printed at once: every registry says for itself what is not declared to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import handlers.loading  # noqa: F401 - registers what every wing declares
from handlers.texts.figures import FIGURES
from handlers.texts.journal_kinds import KINDS
from handlers.texts.people import privacy
from handlers.turn import errands, hooks
from storage.tables import metadata, personal
from talk.script import scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REGISTRIES: Final[Mapping[str, Callable[[], list[str]]]] = {
    "hooks": hooks.lacks,
    "figures": FIGURES.lacks,
    "errands": errands.lacks,
    "journal": KINDS.lacks,
    "talks": lambda: scripts.lacks("handlers."),
    "personal data": lambda: personal.lacks(metadata),
    "words of «Мои данные»": lambda: privacy.without_words(column.table.name for column in personal.own_rows(metadata)),
}
"""Add a registry here with its own ``lacks()``: a line for each thing that a subject should still say."""


def test_no_subject_lacks_anything() -> None:
    lacking = [f"{name}: {line}" for name, lacks in REGISTRIES.items() for line in lacks()]
    assert not lacking, "\n".join(["a subject has more to say:", *lacking])
