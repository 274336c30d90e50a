"""Values for the texts about what is hidden and disputed."""

from __future__ import annotations

from typing import Any, Final

from domain.moderation import Office, State, Subject, What
from storage.moderation.complaints import Complaint
from storage.moderation.hidden import Hiding
from tests.handlers.texts.text_things import DAY, START, TITLE

HIDING: Final = Hiding(
    id=1,
    alliance_id=3,
    kind=What.LIBRARY,
    thing_id=7,
    under_id=None,
    reason="такой библиотеки нет",
    office=Office.OPERATOR,
    by_id=None,
    hidden_at=START,
    lifted_at=None,
    lifted_by=None,
    lift_reason=None,
)
COMPLAINT: Final = Complaint(
    id=2,
    alliance_id=3,
    subject=Subject.NOT_OURS,
    kind=What.LIBRARY,
    thing_id=7,
    person_id=5,
    words="Я там живу, такой нет",
    state=State.APPEALED,
    made_at=START,
    answer=None,
    answer_until=None,
    reason=None,
    decided_by=None,
    decided_at=None,
)
FULL: Final[dict[str, Any]] = {
    "what: What": What.EVENT,
    "title": "Вечер памяти",
    "office": Office.COORDINATOR,
    "subject": Subject.NOT_OURS,
    "state": State.APPEALED,
    "shown: Sequence[tuple": [
        (What.LIBRARY, TITLE, "такой нет", DAY),
        (What.PICTURE, "День села", "без согласия", DAY),
    ],
    "waiting: Sequence[tuple": [(Subject.REPORT, What.EVENT, "Вечер памяти"), (Subject.HIDING, What.LIBRARY, TITLE)],
    "others: int": 2,
    "others: Sequence[tuple": [(True, DAY), (False, DAY)],
    "until": DAY,
    "made": DAY,
    "words": "Это реклама",
    "plea": "Мы есть, приезжайте",
    "against": 3,
    "rightly": 1,
    "libraries: int": 2,
    "answer": "Мы работаем с 1962 года",
}
SPARSE: Final[dict[str, Any]] = {
    "what: What": What.LIBRARY,
    "office": Office.OPERATOR,
    "subject": Subject.HIDING,
    "state": State.OPEN,
    "shown: Sequence[tuple": [(What.ENTRY, "День села", "грубо", DAY)],
    "waiting: Sequence[tuple": [(Subject.NOT_STAFF, What.LIBRARY, TITLE)],
    "others: int": 0,
    "others: Sequence[tuple": [],
}
