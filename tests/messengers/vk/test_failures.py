"""Every error of VK means one thing to us."""

from __future__ import annotations

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError
from vk_api.exceptions import VkApiError

from bot.messengers.vk.failures import HOURS, MEANINGS, of_code, undelivered
from talk.messenger import Broken, Impossible, Later, Uncertain, Undelivered, Unreachable

MEANT: dict[type[Undelivered], set[int]] = {
    Later: {1, 6, 9, 10, 13, 29, 32, 36, 43},
    Broken: {5, 14, 17, 24, 25, 27, 28, 912, 1116, 1117, 3609},
    Unreachable: {18, 900, 901, 902, 917, 922, 927, 932, 935, 936, 945, 946, 950, 985, 987, 988},
    Impossible: {
        *(3, 7, 8, 12, 15, 20, 23, 100, 113, 125, 203, 210, 211, 212, 213, 214, 260, 603, 1051),
        *(909, 910, 911, 913, 914, 920, 940, 943, 944),
    },
}
"""What practice says about the codes (VK.md §3)."""


@pytest.mark.parametrize(("meaning", "code"), [(kind, code) for kind, codes in MEANT.items() for code in sorted(codes)])
def test_each_known_code_has_its_meaning(meaning: type[Undelivered], code: int) -> None:
    assert code in MEANINGS
    assert type(of_code(code, "text")) is meaning
    assert str(code) in str(of_code(code))


def test_an_unknown_code_will_not_get_better_by_itself() -> None:
    assert type(of_code(123456)) is Impossible


def test_waiting_is_long_where_vk_counts_by_the_day() -> None:
    waits = {code: of_code(code) for code in (6, 9, 10, 29)}
    afters = {code: failure.after for code, failure in waits.items() if isinstance(failure, Later)}
    assert afters[6] < afters[10] < afters[9] < afters[29]
    assert [code for code, failure in waits.items() if isinstance(failure, Later) and failure.everyone] == [6]


def test_the_text_decides_where_a_code_means_two_things() -> None:
    daily = of_code(214, "Access to adding post denied: you can only add 50 posts a day")
    assert isinstance(daily, Later)
    assert daily.after == HOURS
    assert type(of_code(214, "Access to adding post denied")) is Impossible
    assert type(of_code(15, "Access denied: try again")) is Later


def test_trouble_on_the_way_is_uncertain_unless_nothing_left() -> None:
    refused = requests.ConnectionError(
        MaxRetryError(None, "/method/messages.send", NewConnectionError(None, "refused"))  # type: ignore[arg-type]  # no pool is needed
    )
    assert isinstance(undelivered(refused), Later)
    assert isinstance(undelivered(requests.ConnectTimeout()), Later)
    assert isinstance(undelivered(requests.ReadTimeout()), Uncertain)
    assert isinstance(undelivered(requests.ConnectionError("reset at /?key=secret")), Uncertain)
    assert "secret" not in str(undelivered(requests.ConnectionError("reset at /?key=secret")))
    assert isinstance(undelivered(VkApiError()), Uncertain)
