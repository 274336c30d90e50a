"""All that a subject still lacks, printed at once: every registry says for itself what is not declared to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
import sqlalchemy as sa

import handlers.loading  # noqa: F401 - registers what every wing declares
from handlers.texts.figures import FIGURES
from handlers.texts.journal_kinds import KINDS
from handlers.texts.personal import PERSONAL
from handlers.turn import errands, hooks, intents
from storage.tables import merging, metadata, personal, retention
from talk.script import scripts
from tests.handlers.texts.test_texts import functions, modules
from tests.handlers.texts.text_samples import without_sample
from tests.walls import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from fractions import Fraction
    from pathlib import Path

SAY_HERE: Final = "say here"
"""What ``scripts/feature`` writes where somebody has to say something."""
REGISTRIES: Final[dict[str, Callable[[], list[str]]]] = {
    "hooks": hooks.lacks,
    "figures": FIGURES.lacks,
    "errands": errands.lacks,
    "words of errands": lambda: intents.lacks(errands.ERRANDS),
    "journal": KINDS.lacks,
    "talks": lambda: scripts.lacks("handlers."),
    "personal data": lambda: personal.lacks(metadata),
    "merging of persons": lambda: merging.lacks(metadata),
    "merging of libraries": lambda: merging.lacks_of_libraries(metadata),
    "retention": lambda: retention.lacks(metadata),
    "words of «Мои данные»": lambda: PERSONAL.lacks(told_of_a_person()),
    "what people take away": lambda: PERSONAL.lacks_words(taken_away(), personal.withheld(metadata)),
    "scaffold": lambda: unsaid(FILES),
    "texts": lambda: without_sample(function for module in modules() for _, function in functions(module)),
}
"""Add a registry here with its own ``lacks()``: a line for each thing that a subject should still say."""


def told_of_a_person() -> list[str]:
    """Tables and columns that «Мои данные» tells."""
    tables = [source.table.name for source in personal.sources(metadata)]
    return [*tables, *(str(column) for _, column in personal.given_words(metadata))]


def taken_away() -> list[str]:
    """Columns that are in the file of somebody's data."""
    return [str(column) for source in personal.sources(metadata) for column in source.columns]


def unsaid(files: Iterable[Path]) -> list[str]:
    """Lines that ``scripts.scaffold`` has written and nobody has filled."""
    return [
        f"{'/'.join(path.parts[-3:])}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if SAY_HERE in line
    ]


def lacking(registries: Mapping[str, Callable[[], list[str]]]) -> str:
    """Everything at once, a line for each thing."""
    return "\n".join(f"{name}: {line}" for name, lacks in registries.items() for line in lacks())


def test_no_subject_lacks_anything() -> None:
    if missing := lacking(REGISTRIES):
        pytest.fail(f"what a subject has yet to say:\n{missing}", pytrace=False)  # whole: an assert would cut it short


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    scaffolded = tmp_path / "texts" / "lending" / "loans.py"
    scaffolded.parent.mkdir(parents=True)
    scaffolded.write_text('"""A loan."""\n\nDONE = "loan: say here"\n', "utf-8")

    def wordless(title: str, unheard_of: Fraction) -> str:
        return f"{title} {unheard_of}"

    nothing = sa.MetaData()
    sa.Table("of_a_test", nothing, sa.Column("id", sa.Integer, primary_key=True))
    told = lacking(
        REGISTRIES
        | {
            "personal data": lambda: personal.lacks(nothing),
            "scaffold": lambda: unsaid([scaffolded]),
            "texts": lambda: without_sample([wordless]),
            "words of «Мои данные»": lambda: PERSONAL.lacks(["of_a_test"]),
        }
    )
    assert told.splitlines() == [
        "personal data: table of_a_test: either its columns say what is personal, or it says nobody(…)",
        "words of «Мои данные»: of_a_test",
        'scaffold: texts/lending/loans.py:3: DONE = "loan: say here"',
        f"texts: {__name__}.wordless: no sample for «unheard_of: 'Fraction'» in text_samples.py",
    ]
