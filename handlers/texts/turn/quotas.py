"""Somebody did a great deal of something: how much is possible, when it goes on, and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.quotas import Quota
from domain.time.zones import HOME_ZONE
from handlers.texts.language import counted, moment
from handlers.texts.turn import shared
from talk.prompt import Button, Rows
from talk.rich import Rich, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

TO_SUBSCRIPTIONS: Final[Rows] = ((Button(label="Мои подписки", press="subscriptions"),), (shared.BACK_TO_MENU,))
ASK: Final = "Если нужно раньше, попросите того, кто ведёт этого бота: предел можно поднять."
KEPT: Final = "Остальные можно пока сохранить черновиками: они никуда не денутся."
AFTER_ONE: Final = "Давайте дождёмся хотя бы одного ответа: после него можно будет отправить новую заявку."
DESK: Final = "Дела координатора"
LONGEST_LINE: Final = 160
"""Characters of one piece of news in a list of many."""
MEGABYTE: Final = 1_000_000


NAMES: Final[Mapping[Quota, str]] = {
    Quota.ALLIANCES: "сотрудничеств основал один человек",
    Quota.LIBRARIES: "библиотек присоединил один человек",
    Quota.OWN_LIBRARIES: "то же в сотрудничестве, где он координатор",
    Quota.CLAIMS: "раз назвался сотрудником библиотеки, которая уже есть",
    Quota.EVENTS: "событий записал по одному, с черновиками",
    Quota.ANNOUNCED: "событий объявил, по одному или из файла; остальные из файла остаются черновиками",
    Quota.CHANGES: "раз изменил то, что видят все: события, летопись, сведения, Соглашение",
    Quota.DOCUMENTS: "документов заказал",
    Quota.PLAN_FILES: "файлов с планом прислал",
    Quota.PHOTOS: "фотографий прислал",
    Quota.PHOTO_BYTES: "байт в этих фотографиях, как они хранятся",
    Quota.SUBSCRIPTIONS: "подписок у одного человека",
    Quota.APPEALS: "заявок одного человека ждут ответа",
    Quota.APPEALS_THERE: "заявок от всех ждут ответа в одном сотрудничестве",
    Quota.COMPLAINTS: "жалоб одного человека ждут решения",
    Quota.MEMBERS_ASKED: "решений, о которых участников одного сотрудничества просят судить",
    Quota.INVITATIONS: "приглашений одного вида от одного человека, по которым ещё никто не пришёл",
    Quota.LETTERS: "писем подписчикам или библиотекам одного сотрудничества",
    Quota.POSTS: "сообщений о новых участниках в одной группе; остальные выходят потом, одно за другим",
    Quota.COORDINATOR_NOTICES: "новостей одному координатору; остальные собраны в одно сообщение, которое меняется",
}
"""For docs/quotas.md."""


def met(quota: Quota, most: int, free_at: datetime | None, zone: str | None) -> Rich:
    """What the limit is, when it ends, whom to ask."""
    goes_on = f"Снова можно будет {moment(free_at, zone or HOME_ZONE)}." if free_at is not None else ""
    said = [one for one in (_what(quota, most), _more(quota), goes_on) if one]
    return paragraphs(" ".join(said), ASK)


def bundled(newest: Sequence[str], total: int) -> Rich:
    """News that came one upon the other, the last ones in a line each."""
    left = total - len(newest)
    return paragraphs(
        "Новостей сразу очень много. Чтобы не звонить о каждой, собираю их здесь.",
        lines(*(f"• {_short(one)}" for one in newest)),
        f"И ещё {counted(left, 'новость', 'новости', 'новостей')} за этот час." if left else None,
    )


def _short(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= LONGEST_LINE else first[: LONGEST_LINE - 1].rstrip() + "…"


def _what(quota: Quota, most: int) -> str:
    match quota:
        case Quota.ALLIANCES:
            what = counted(most, "сотрудничества", "сотрудничеств", "сотрудничеств")
            return f"За сутки один человек может основать не больше {what}."
        case Quota.LIBRARIES | Quota.OWN_LIBRARIES:
            what = counted(most, "библиотеки", "библиотек", "библиотек")
            return f"За сутки один человек может присоединить не больше {what}."
        case Quota.CLAIMS:
            what = counted(most, "библиотеки", "библиотек", "библиотек")
            return f"За сутки можно назваться сотрудником не больше {what} из тех, что уже есть."
        case Quota.EVENTS:
            return f"За сутки можно записать не больше {_events(most)}."
        case Quota.ANNOUNCED:
            return f"За сутки можно объявить не больше {_events(most)}."
        case Quota.CHANGES:
            times = counted(most, "раза", "раз", "раз")
            return f"За сутки можно изменить то, что видят все, не больше {times}."
        case Quota.DOCUMENTS:
            return f"За сутки я готовлю не больше {counted(most, 'документа', 'документов', 'документов')}."
        case Quota.PLAN_FILES:
            return f"За сутки можно прислать не больше {counted(most, 'файла', 'файлов', 'файлов')} с планом."
        case Quota.PHOTOS:
            what = counted(most, "фотографии", "фотографий", "фотографий")
            return f"За сутки можно прислать не больше {what}."
        case Quota.PHOTO_BYTES:
            what = counted(most // MEGABYTE, "мегабайта", "мегабайт", "мегабайт")
            return f"За сутки можно прислать фотографий не больше {what}."
        case Quota.SUBSCRIPTIONS:
            have = counted(most, "подписка", "подписки", "подписок")
            return f"У вас уже {have}, больше я не удержу. Отмените те, что не нужны, и подпишитесь снова."
        case Quota.APPEALS_THERE:
            wait = counted(most, "заявка", "заявки", "заявок")
            return f"Ответа координаторов этого сотрудничества уже ждут {wait}."
        case Quota.MEMBERS_ASKED:
            of = counted(most, "решении", "решениях", "решениях")
            return f"Участников сейчас уже спрашивают о {of}."
    raise ValueError(f"nobody is refused for {quota}, or it has words of its own")


def _more(quota: Quota) -> str:
    return {Quota.ANNOUNCED: KEPT, Quota.APPEALS_THERE: AFTER_ONE, Quota.MEMBERS_ASKED: AFTER_ONE}.get(quota, "")


def _events(most: int) -> str:
    return counted(most, "события", "событий", "событий")
