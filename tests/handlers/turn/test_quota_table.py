"""docs/quotas.md says what ``domain.quotas`` says; every limit has words, a setting, and a figure that makes sense."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.settings import names
from domain.quotas import BUNDLED, LIMITS, NEWCOMER, Per, Quota, limit_of
from handlers.texts.turn import quotas as texts
from tests.people import START

PAGE: Final = Path(__file__).parents[3] / "docs" / "quotas.md"
BEGIN: Final = "| что | сколько | новичку | за какое время | настройка |\n|---|---|---|---|---|\n"
WITHIN: Final = {None: "одновременно", timedelta(days=1): "сутки", timedelta(hours=1): "час"}


def drawn() -> str:
    lines = []
    for quota, limit in LIMITS.items():
        newcomers = "столько же" if limit.newcomers is None else f"{limit.newcomers:,}".replace(",", " ")
        setting = "" if quota in BUNDLED else f"`TEZKI_QUOTAS__{quota.value.upper()}`"
        most = f"{limit.most:,}".replace(",", " ")
        lines.append(f"| {texts.NAMES[quota]} | {most} | {newcomers} | {WITHIN[limit.within]} | {setting} |")
    return BEGIN + "\n".join(lines) + "\n"


def test_the_page_says_what_the_table_says() -> None:
    page = PAGE.read_text("utf-8")
    head, _, rest = page.partition(BEGIN)
    tail = rest.partition("\n\n")[2]
    wanted = f"{head}{drawn()}\n{tail}"
    if os.environ.get("TEZKI_RECORD"):
        PAGE.write_text(wanted, "utf-8")
    assert page == wanted, "TEZKI_RECORD=1 draws it anew"


@pytest.mark.parametrize("quota", Quota)
def test_every_quota_has_a_limit_and_the_operator_can_raise_it(quota: Quota) -> None:
    limit = LIMITS[quota]
    assert 0 < (limit.newcomers or limit.most) <= limit.most
    assert (f"TEZKI_QUOTAS__{quota.value}".lower() in {name.lower() for name in names()}) == (quota not in BUNDLED)
    raised = {quota.value: 12_345}
    assert limit_of(quota, known_since=START, now=START, raised=raised) == 12_345


def test_newcomers_may_less_until_we_know_them() -> None:
    limit = LIMITS[Quota.ANNOUNCED]
    assert limit.newcomers == 30
    for known_for, most in ((timedelta(), 30), (NEWCOMER - timedelta(seconds=1), 30), (NEWCOMER, limit.most)):
        assert limit_of(Quota.ANNOUNCED, known_since=START - known_for, now=START, raised={}) == most


@pytest.mark.parametrize("quota", sorted(Quota))
def test_a_refusal_says_how_much_when_and_whom_to_ask(quota: Quota) -> None:
    limit = LIMITS[quota]
    own_words = BUNDLED | {Quota.APPEALS, Quota.COMPLAINTS, Quota.INVITATIONS, Quota.LETTERS}
    if quota in own_words:
        with pytest.raises(ValueError, match="words of its own"):
            texts.met(quota, limit.most, None, None)
        return
    free = START + timedelta(hours=7) if limit.within is not None and limit.per is Per.PERSON else None
    said = texts.met(quota, limit.most, free, "Europe/Moscow").plain
    figure = limit.most // texts.MEGABYTE if quota is Quota.PHOTO_BYTES else limit.most
    assert str(figure) in said
    assert texts.ASK in said
    assert ("19:00" in said) == (free is not None)
