"""Every dialogue is tried on three messengers and in two lives."""

from __future__ import annotations

import pytest

from tests.talk.person import LIMITS, Person


@pytest.fixture(params=["running", "restarting"])
def life(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=sorted(LIMITS))
def person(request: pytest.FixtureRequest, life: str) -> Person:
    return Person(limits=LIMITS[request.param], life=life)


@pytest.fixture
def vera() -> Person:
    """Somebody on the narrowest messenger, for what does not depend on it."""
    return Person(limits=LIMITS["vk"])
