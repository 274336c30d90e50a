"""Words about a plan that comes as a file: in the chat, and for ``tezki import plan``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.plan.rows import FATAL, Note, PlanRow, Remark, Verdict
from handlers.texts.language import ALWAYS_YEAR, clock, counted, month, number, quoted, short_day
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from handlers.texts.turn.paging import page_line
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, paragraphs

CALLED: Final = "загрузка плана из файла"

MOST_SAID: Final = 5
"""Names of a file that are repeated."""

LOAD = "Загрузить план из файла"
ABOUT: Final = "Загрузить план из файла: Word, Excel, ICS"
WORDS: Final = (
    Meant(
        label="Загрузить план файлом",
        said=(
            "загрузить план; план из файла; отправить план; прислать план; план файлом; загрузить файл; план в "
            "экселе; таблица с планом; загрузить таблицу"
        ),
    ),
)
SEND_FILE = (
    "Пришлите файл с планом: таблицу Word (DOCX) или Excel (XLSX, XLS), ODS, CSV или календарь ICS. "
    "Над столбцами нужны заголовки, хватит двух: «Дата» и «Название». "
    "Ещё я пойму «Время», «Место», «Описание», «Возраст», «Вид», «Соорганизаторы», «Месяц». "
    "Сначала покажу, что понял, и ничего не запишу без вашего слова."
)
SEND_JOINT_FILE = (
    "Пришлите общий план: таблицу Word (DOCX), Excel (XLSX, XLS), ODS или CSV. "
    "Над столбцами нужны заголовки: «Дата», «Название» и «Библиотека» (чьё это событие). "
    "Если у нескольких библиотек одно название, допишите район или область. "
    "Сначала покажу, что понял, и ничего не запишу без вашего слова."
)
WHOSE_PLAN = (
    "Чей план загрузим? Общий план можно записать сразу для всех библиотек: события станут черновиками, "
    "и каждая библиотека сама решит, объявлять ли своё."
)
ONLY_REMARKS = "Только строки с замечаниями"
ALL_ROWS = "Все строки"
LOAD_JOINT = "Загрузить общий план из файла"
OWN_PLAN = "План моей библиотеки"
JOINT = "Общий план"
ANNOUNCE_OWN = "Свои объявить, чужие черновиками"
ANNOUNCE_ALL = "Объявить все сразу"
DRAFTS_ONE_BY_ONE = "Эта загрузка уже забыта: я храню их три дня. Объявить черновики можно по одному."
NO_HOSTS = (
    "В общем плане нужен столбец «Библиотека»: без него не понять, чьё событие. Добавьте его, пожалуйста, "
    "и пришлите файл ещё раз."
)
AT_WORK = "Я ещё занят этим файлом. Подождите, пожалуйста: напишу, когда закончу."
WORK_IS_OVER = "Останавливать уже нечего: работа закончена."
WORK_FAILED = (
    "Простите, дальше не получилось: ошибка на моей стороне. Что успел, то записано. Попробуйте, пожалуйста, "
    "позже: повторов не будет."
)
STOP = "Остановить"
FILE_CAME = (
    "Файл дошёл, но я не знаю, что с ним делать. Если это план мероприятий, нажмите кнопку и пришлите его таблицей: "
    "XLSX, CSV или ICS."
)
LOAD_IT = "Загрузить"
LOOK_AT_ROWS = "Посмотреть строки"
IT_IS_JOINT = "Это общий план"
NO_PLAN = "Нет"
NO_HEADINGS = (
    "В таблице не нашлось заголовков. Подпишите, пожалуйста, столбцы: хотя бы «Дата» и «Название», "
    "и пришлите файл ещё раз."
)
NO_ROWS = "Заголовки есть, а событий под ними нет. Проверьте, тот ли это файл, и пришлите другой."
NO_SUCH_IMPORT = "Эта загрузка уже забыта: я храню их три дня. Пришлите файл ещё раз."
WRITE_DRAFTS = "Записать черновиками"
ANNOUNCE = "Объявить сразу"
ANOTHER_FILE = "Прислать другой файл"
ANNOUNCE_YES = "Да, объявить"
NOT_YET = "Не сейчас"
UNDO = "Отменить загрузку"
UNDO_YES = "Да, отменить загрузку"
UNDO_NO = "Нет, оставить"
DRAFTS = "К черновикам"
CONTINUE = "Записать остальные"
NOTHING_LEFT = "Записывать нечего: всё, что можно было, уже в плане."
TOO_LATE = "Отменить загрузку можно в течение суток. Отдельные события можно изменить или отменить в «Моих событиях»."
UNDONE_ALREADY = "Эта загрузка уже отменена."
NOT_WRITTEN = "Из этого файла ещё ничего не записано."
WITHDRAWN = "загружено из файла по ошибке"
NOT_FETCHED = "Файл не дошёл: связь прервалась. Пришлите его, пожалуйста, ещё раз."
REFUSED = "Этот файл мне не передали: может быть, он больше 5 мегабайт. Пришлите, пожалуйста, другой."

TROUBLES: Final = {
    "empty": "Файл пустой. Пришлите, пожалуйста, другой.",
    "large": "Файл больше 5 мегабайт: план обычно гораздо меньше. Уберите картинки и пришлите ещё раз.",
    "long": "В файле больше 2000 строк. Разделите его, пожалуйста, на части.",
    "old_excel": (
        "Похоже на очень старый файл Excel или на файл с паролем. Откройте его, выберите «Сохранить как», "
        "тип «Книга Excel (XLSX)» без пароля, и пришлите снова."
    ),
    "old_word": (
        "Это старый документ Word (DOC). Откройте его, выберите «Сохранить как», тип «Документ Word (DOCX)», "
        "и пришлите снова."
    ),
    "not_excel": (
        "Это не настоящий Excel, хотя он так называется. Откройте его в Excel, выберите «Сохранить как», "
        "тип «Книга Excel (XLSX)», и пришлите снова."
    ),
    "no_table": "В документе нет таблицы. Пришлите, пожалуйста, план таблицей: в Word (DOCX) или в Excel (XLSX).",
    "locked": "Файл защищён паролем. Сохраните его без пароля и пришлите ещё раз.",
    "macros": "В файле есть макросы, такие я не открываю. Сохраните его как обычную книгу Excel (XLSX).",
    "opendocument": "Это документ OpenDocument, но не таблица. Сохраните план как ODS или XLSX и пришлите ещё раз.",
    "word": "Этот документ мне не открыть. Сохраните его в Word как DOCX и пришлите ещё раз.",
    "pdf": "Это PDF: таблицу из него мне не достать. Пришлите файл, из которого он сделан: DOCX, XLSX или ODS.",
    "picture": "Это картинка, таблицу с неё мне не прочитать. Пришлите, пожалуйста, сам файл: DOCX, XLSX или ODS.",
    "page": "Это страница сайта, а не таблица. Сохраните план как XLSX или CSV.",
    "archive": "Это архив. Распакуйте его и пришлите файл, который внутри.",
    "bomb": "Файл устроен подозрительно, и я не стал его открывать. Сохраните план заново как XLSX или CSV.",
    "rest": (
        "Ваш прошлый файл отнял слишком много сил, и я немного отдыхаю. "
        "Подождите, пожалуйста, минуту и пришлите план ещё раз."
    ),
    "busy": "Сейчас у меня очень много дел, и до файла не дошли руки. Пришлите его, пожалуйста, чуть позже.",
    "binary": "Это не таблица. Пришлите, пожалуйста, DOCX, XLSX, ODS, CSV или ICS.",
    "damaged": "Файл повреждён и не открывается. Сохраните его заново и пришлите ещё раз.",
}
REMARKS: Final = {
    Remark.NO_TITLE: "нет названия",
    Remark.NO_DATE: "нет даты",
    Remark.DATE_UNCLEAR: "не понял дату",
    Remark.MANY_DAYS: "дней несколько, напишите каждый отдельной строкой",
    Remark.PAST: "дата уже прошла",
    Remark.TOO_FAR: "дата слишком далеко: похоже на опечатку",
    Remark.TWICE: "такая строка уже есть выше",
    Remark.NO_TIME: "время не указано: поставлю 12:00 и оставлю черновиком",
    Remark.TIME_UNCLEAR: "не понял время: поставлю 12:00 и оставлю черновиком",
    Remark.TITLE_CUT: "длинное название сокращу",
    Remark.TEXT_CUT: "длинное описание сокращу",
    Remark.AGE_UNKNOWN: "не понял возраст, его не запишу",
    Remark.HOST_UNKNOWN: "не нашёл среди партнёров",
    Remark.MANY_HOSTS: "соорганизаторов больше десяти: запишу первых",
    Remark.ONCE: "повторяется, но я не понял как: запишу первый день",
    Remark.HOST_ASSUMED: "не узнал библиотеку: считаю, что это ваша",
    Remark.OTHER_HOST: "это событие другой библиотеки",
    Remark.NO_HOST: "не указана библиотека",
    Remark.STRANGE_HOST: "такой библиотеки среди партнёров нет",
    Remark.WHICH_HOST: "так называются несколько библиотек: допишите район или область",
    Remark.BROKEN: "в строке испорчены буквы: поправьте её в файле",
    Remark.NO_DAY: "день не назван: напишите число или хотя бы месяц",
    Remark.LOST_ZERO: "январь или октябрь? Excel теряет ноль: напишите месяц словом",
    Remark.ALL_HOSTS: "для каждой библиотеки нужна отдельная строка",
    Remark.SHORT_HOST: "не понял, какая это библиотека: напишите её название полностью",
    Remark.YEAR_OF_PLAN: "год беру из плана",
    Remark.OTHER_YEAR: "год не тот, что в заголовке плана",
    Remark.YEAR_GUESSED: "год не указан, проверьте его",
    Remark.PART_OF_MONTH: "день не назван: запишу в план месяца",
    Remark.SINCE: "когда закончится, не сказано: запишу первый день",
    Remark.END_UNCLEAR: "не понял, когда закончится",
    Remark.AS_ABOVE: "месяц беру из строки выше",
    Remark.CANCELLED: "в файле отмечено как отменённое",
}


def remark(note: Note) -> str:
    return f"{REMARKS[note.what]} ({quoted(note.said)})" if note.said else REMARKS[note.what]


def row_line(row: PlanRow, *, known: bool, host: str = "") -> Rich:
    """One line of the preview, with the number of the file's line; ``host`` where libraries differ."""
    bad = row.verdict is Verdict.BAD
    told = "; ".join(remark(note) for note in row.notes if not bad or note.what in FATAL)
    if known:
        verdict = "Уже есть в плане."
    elif bad:
        verdict = f"Не запишу: {told}."
    else:
        verdict = f"Запишу, но {told}." if told else "Запишу."
    library = f"{host}. " if host else ""
    return Rich() + line_label(row) + bold(row.title or "Без названия") + f". {when(row)}{library}{verdict}"


def line_label(row: PlanRow) -> str:
    """«Строка 5. »; where a workbook has several sheets, with the title of its sheet."""
    if not row.number:
        return ""
    return f"Лист {quoted(row.sheet)}, строка {row.number}. " if row.sheet else f"Строка {row.number}. "


def when(row: PlanRow) -> str:
    """«5 декабря 2026 г., 15:00. »; empty where nothing is known."""
    if row.day is not None:
        said = short_day(row.day, today=ALWAYS_YEAR)
        timed = f"{said}, {clock(row.at)}" if row.at is not None and not row.guessed else said
        return f"{timed}{_until(row)}. "
    return f"{month(row.month).capitalize()}. " if row.month is not None else ""


def _until(row: PlanRow) -> str:
    """« – 20 февраля 2027 г.», «–16:00»: what the preview says of an end."""
    if row.until is None or row.day is None:
        return ""
    if row.until.date() != row.day:
        return f" – {short_day(row.until.date(), today=ALWAYS_YEAR)}"
    return f"\u2013{clock(row.until.time())}"


def events(count: int) -> str:
    return counted(count, "событие", "события", "событий")


def preview(
    library: str,
    lines_: Sequence[Rich],
    *,
    fit: int,
    unsure: int,
    unfit: int,
    same: int,
    hosts: int,
    repeated_until: date | None,
    page: int,
    pages: int,
) -> Rich:
    """What would be written, before anything is. ``hosts``: libraries of a joint plan, 0 for any other."""
    told = [
        f"Прочитано: {events(fit)}." if fit else "Подходящих событий нет.",
        f"С замечаниями: {events(unsure)}." if unsure else None,
        f"{counted(unfit, 'строку', 'строки', 'строк')} нужно поправить." if unfit else None,
        f"Уже в плане, второй раз не запишу: {events(same)}." if same else None,
        f"Библиотек: {hosts}. Чужие события станут черновиками: их библиотеки узнают и решат сами." if hosts else None,
        f"Что повторяется, разложено по дням до {short_day(repeated_until, today=ALWAYS_YEAR)}."
        if repeated_until
        else None,
    ]
    return paragraphs(
        bold(f"План из файла. {library}"),
        lines(*told),
        *lines_,
        page_line(page, pages),
        "Пока ничего не записано. Можно поправить файл и прислать его снова: повторов не будет."
        if fit + unsure
        else NOTHING_LEFT,
    )


def is_it_a_plan(fit: int, unfit: int, same: int) -> Rich:
    """A table that nobody asked for."""
    return paragraphs(
        "Это план? Загрузить его черновиками?" if fit else "Это план? Нового в нём нет.",
        lines(
            f"Прочитано: {events(fit)}." if fit else None,
            f"Уже в плане: {events(same)}." if same else None,
            f"{counted(unfit, 'строку', 'строки', 'строк')} нужно поправить." if unfit else None,
        ),
    )


def host_label(title: str, district: str, region: str) -> str:
    """«Никольская библиотека, Азовский район»."""
    return ", ".join(part for part in (title, district or region) if part)


def joint_label(settlement: str) -> str:
    return shorten(f"{JOINT}: {settlement}", LABEL)


def no_host_known(said: Sequence[str]) -> str:
    named = ", ".join(quoted(one) for one in said[:MOST_SAID])
    told = f" В файле написано: {named}." if named else ""
    return (
        "В файле не нашлось ни одной библиотеки-партнёра."
        f"{told} Напишите названия так, как в списке партнёров, и пришлите файл ещё раз."
    )


def writing(done: int, total: int) -> str:
    """While a long plan is being written."""
    return f"Записываю план: {number(done)} из {number(total)}. Когда закончу, напишу."


def undoing(done: int, total: int) -> str:
    return f"Отменяю загрузку: {number(done)} из {number(total)}. Когда закончу, напишу."


def work_over(done: int, total: int) -> str:
    """In the place of the message that told how far it is."""
    return f"Закончил: {number(done)} из {number(total)}."


def stopped(done: int, total: int) -> str:
    return (
        f"Остановился. Записано: {number(done)} из {number(total)}. Остальное можно записать потом: повторов не будет."
    )


def drafts_label(count: int) -> str:
    return f"{WRITE_DRAFTS}: {count}"


def announce_label(count: int) -> str:
    return f"{ANNOUNCE}: {count}"


def written(drafts: int, announced: int, left: int, *, joint: bool) -> Rich:
    return paragraphs(
        lines(
            f"Объявлено: {events(announced)}. Они уже в плане и афише." if announced else None,
            f"Записано черновиками: {events(drafts)}." if drafts else None,
            None if drafts or announced else NOTHING_LEFT,
        ),
        "В группах обновится план месяца. Отдельная запись о каждом событии выйдет ближе к его дню."
        if announced
        else None,
        "Библиотекам, чьи это события, я написал: они посмотрят и сами решат, что объявить."
        if joint and drafts
        else None,
        f"Осталось записать: {events(left)}." if left else None,
        "Если это ошибка, загрузку можно отменить в течение суток." if drafts or announced else None,
    )


def sure_to_announce(count: int) -> Rich:
    return paragraphs(
        f"Объявить {events(count)}? Их увидят все: в плане, в афише и в группах.",
        "То, в чём я не уверен, останется черновиками.",
    )


def sure_to_undo(count: int) -> Rich:
    return paragraphs(
        f"Отменить загрузку? Из плана уйдёт {events(count)}.",
        "О чём никто ещё не знает, я уберу без следа. Кто уже собрался прийти, узнает, что событие отменено. "
        "То, что вы успели поправить, останется.",
    )


def undone(removed: int, unseen: int, cancelled: int, kept: int) -> Rich:
    return lines(
        f"Удалено черновиков: {removed}." if removed else None,
        f"Убрано из плана: {events(unseen)}. О них ещё никто не узнал." if unseen else None,
        f"Отменено объявленных: {events(cancelled)}. Те, кто собирался прийти, узнают об этом." if cancelled else None,
        f"Оставлено: {events(kept)}. Их уже поправили или объявили, или они прошли." if kept else None,
        None if removed or unseen or cancelled or kept else UNDONE_ALREADY,
    )


def drafts_for_you(count: int, library: str) -> Rich:
    """For the librarians of a member whose events the coordinator brought."""
    return paragraphs(
        f"Координатор загрузил общий план, и в нём {events(count)} вашей библиотеки: {library}.",
        "Это черновики, их видите только вы. Посмотрите и объявите то, что верно; лишнее можно удалить.",
    )


def taken(announced: int, drafts: int) -> Rich:
    """After «Объявить все сразу»."""
    return lines(
        f"Объявлено: {events(announced)}. Они уже в плане и афише." if announced else "Объявлять сразу нечего.",
        f"В черновиках: {events(drafts)}. Там не хватает времени, или вы их уже поправили." if drafts else None,
    )


def taken_back(count: int, host: str) -> Rich:
    """For whoever was told of events that are taken back."""
    return paragraphs(
        f"Загрузку плана, о которой я писал, отменили. Отменено: {events(count)}.",
        f"Проводит: {host}",
    )


# ``tezki import plan``.

IMPORT_PLAN = "Прочитать план библиотеки из таблицы или календаря: вердикт о каждой строке. Записать: с ключом --write."
OF_ALLIANCE = "Сотрудничество: последняя часть адреса его страницы."
OF_LIBRARY = "Номер библиотеки, чей это план. Без него это общий план: библиотеку называет столбец «Библиотека»."
WRITE = "Записать черновиками то, что подошло. Без этого ключа ничего не меняется."
NO_ALLIANCE = "Такого сотрудничества нет."
NO_LIBRARY = "Такой библиотеки среди участниц сотрудничества нет."
NO_FILE = "Такого файла нет или его нельзя прочитать."


def console_line(row: PlanRow, *, known: bool, host: str = "") -> str:
    return row_line(row, known=known, host=host).plain


def console_summary(fit: int, unfit: int, same: int, *, drafts: int | None) -> str:
    told = [f"Подойдёт: {events(fit)}. Не подойдёт: {unfit}. Уже в плане: {same}."]
    told.append("Ничего не записано: добавьте --write." if drafts is None else f"Записано черновиками: {drafts}.")
    return "\n".join(told)
