"""The words of a journal's entries: every kind has its own, said once, in its own wing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.journal import Kind, WingKind, seal
from handlers.texts.journal_kinds import KINDS, JournalKinds

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


def test_a_kind_of_a_wing_without_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KINDS.lacks() == []
    monkeypatch.setattr(WingKind, "every", {})
    lent = WingKind.declared("tried_in_a_test")
    assert KINDS.lacks() == ["journal kind tried_in_a_test: say in texts/<wing>/journal.py how it reads"]
    with pytest.raises(KeyError):
        KINDS.words(seal(None, NOON, lent, {}, "key"))


def test_a_kind_of_a_wing_reads_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WingKind, "every", {})
    kinds, lent = JournalKinds(), WingKind.declared("tried_in_a_test")
    kinds.about_library(lent, "Книгу дала библиотека")
    entry = seal(None, NOON, lent, {"title": "Никольская библиотека"}, "key")
    assert kinds.words(entry) == "Книгу дала библиотека: Никольская библиотека."


def test_nobody_says_a_kind_in_other_words() -> None:
    with pytest.raises(ValueError, match="joined"):
        KINDS.about_library(Kind.JOINED, "Пришла библиотека")
