"""A new text needs no sample where its parameters are of kinds that are known (``text_samples.BY_TYPE``)."""

from __future__ import annotations

import pytest

from tests.handlers.texts.text_samples import of_type
from tests.handlers.texts.text_things import BARE, EVENT, HOST


def test_what_is_made_up_of_known_kinds_is_made_up() -> None:
    assert of_type("Event", sparse=False) is EVENT
    assert of_type("Event | None", sparse=True) is BARE
    assert of_type("Sequence[Event]", sparse=False) == [EVENT]
    assert of_type("tuple[Host, ...]", sparse=False) == (HOST,)
    assert of_type("Mapping[int, Sequence[bool]]", sparse=True) == {1: [False]}


@pytest.mark.parametrize("kind", ["Something", "Sequence[Something]", "Mapping[str, Something]"])
def test_of_what_nobody_knows_there_is_no_sample(kind: str) -> None:
    with pytest.raises(LookupError):
        of_type(kind, sparse=False)
