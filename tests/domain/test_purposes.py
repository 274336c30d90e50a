"""What data is kept for, and who may agree to it."""

from __future__ import annotations

import pytest

from domain.purposes import (
    ASKED,
    CHILD_MAY,
    IMPLIED,
    PURPOSES,
    Purpose,
    given_with,
    may_agree,
    taken_back_with,
)
from domain.rights import NEEDS, Action, Need


def test_every_purpose_has_a_ground_and_people_are_asked_for_those_of_consent() -> None:
    assert PURPOSES.keys() == set(Purpose)
    assert {one for one in Purpose if PURPOSES[one].ground == "consent"} == set(ASKED)
    assert Purpose.SERVICE is ASKED[0], "before anything else"


def test_a_contact_for_everybody_is_one_for_partners_too() -> None:
    assert given_with(Purpose.CONTACT_ALL) == (Purpose.CONTACT_PARTNERS, Purpose.CONTACT_ALL)
    assert given_with(Purpose.CONTACT_PARTNERS) == (Purpose.CONTACT_PARTNERS,)
    assert set(taken_back_with(Purpose.CONTACT_PARTNERS)) == {Purpose.CONTACT_PARTNERS, Purpose.CONTACT_ALL}
    assert taken_back_with(Purpose.CONTACT_ALL) == (Purpose.CONTACT_ALL,)
    assert all(PURPOSES[wider].in_public for wider in IMPLIED)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_child_agrees_alone_to_nothing_that_names_or_shows_it(purpose: Purpose) -> None:
    assert may_agree(purpose, child=False)
    assert may_agree(purpose, child=True) is (purpose is Purpose.SERVICE)


def test_what_a_child_may_do_alone_is_what_everybody_may() -> None:
    """Reading and subscribing: of nothing else that needs no role does a child take part."""
    assert {NEEDS[action] for action in CHILD_MAY} == {Need.NOTHING}
    assert {Action.READ_PUBLIC, Action.SUBSCRIBE} == CHILD_MAY
