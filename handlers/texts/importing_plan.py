"""Words about a plan that comes as a file: in the chat, and for ``tezki import plan``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from alliance.plan_file import Note, PlanRow, Remark, Verdict
from handlers.texts.language import ALWAYS_YEAR, clock, counted, month, quoted, short_day
from talk.rich import Rich, bold, lines, paragraphs

LOAD = "Загрузить план из файла"
SEND_FILE = (
    "Пришлите файл с планом: таблицу Excel (XLSX), CSV или календарь ICS. Над столбцами нужны заголовки, хватит двух: "
    "«Дата» и «Название». Ещё я пойму «Время», «Место», «Описание», «Возраст», «Вид», «Соорганизаторы», «Месяц». "
    "Сначала покажу, что понял, и ничего не запишу без вашего слова."
)
FILE_CAME = (
    "Файл дошёл, но я пока не знаю, что с ним делать. Если это план мероприятий, нажмите кнопку и пришлите его ещё раз."
)
NO_HEADINGS = (
    "В таблице не нашлось заголовков. Подпишите, пожалуйста, столбцы: хотя бы «Дата» и «Название», "
    "и пришлите файл ещё раз."
)
NO_ROWS = "Заголовки есть, а событий под ними нет. Проверьте, тот ли это файл, и пришлите другой."
NO_SUCH_IMPORT = "Эта загрузка уже забыта: я храню их три дня. Пришлите файл ещё раз."
WRITE_DRAFTS = "Записать черновиками"
ANNOUNCE = "Объявить сразу"
ANOTHER_FILE = "Прислать другой файл"
UNDO = "Отменить загрузку"
DRAFTS = "К черновикам"
CONTINUE = "Записать следующие"
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
        "Это старый формат Excel или файл с паролем. Откройте его, выберите «Сохранить как», тип «Книга Excel (XLSX)» "
        "без пароля, и пришлите снова."
    ),
    "locked": "Файл защищён паролем. Сохраните его без пароля и пришлите ещё раз.",
    "macros": "В файле есть макросы, такие я не открываю. Сохраните его как обычную книгу Excel (XLSX).",
    "opendocument": "Это таблица OpenDocument. Сохраните её как XLSX или CSV и пришлите ещё раз.",
    "word": "Это текстовый документ. Скопируйте таблицу в Excel, сохраните как XLSX и пришлите её.",
    "pdf": "Это PDF: таблицу из него мне не достать. Пришлите исходный файл XLSX, CSV или ICS.",
    "picture": "Это картинка. Пришлите, пожалуйста, саму таблицу: XLSX, CSV или ICS.",
    "page": "Это страница сайта, а не таблица. Сохраните план как XLSX или CSV.",
    "archive": "Это архив. Распакуйте его и пришлите файл, который внутри.",
    "bomb": "Файл устроен подозрительно, и я не стал его открывать. Сохраните план заново как XLSX или CSV.",
    "binary": "Это не таблица. Пришлите, пожалуйста, XLSX, CSV или ICS.",
    "damaged": "Файл повреждён и не открывается. Сохраните его заново и пришлите ещё раз.",
}
REMARKS: Final = {
    Remark.NO_TITLE: "нет названия",
    Remark.NO_DATE: "нет даты",
    Remark.DATE_UNCLEAR: "не понял дату",
    Remark.PAST: "дата уже прошла",
    Remark.TOO_FAR: "дата слишком далеко: похоже на опечатку",
    Remark.TWICE: "такая строка уже есть выше",
    Remark.NO_TIME: "время не указано: поставлю 12:00 и оставлю черновиком",
    Remark.TIME_UNCLEAR: "не понял время: поставлю 12:00 и оставлю черновиком",
    Remark.TITLE_CUT: "длинное название сокращу",
    Remark.TEXT_CUT: "длинное описание сокращу",
    Remark.AGE_UNKNOWN: "не понял возраст, его не запишу",
    Remark.HOST_UNKNOWN: "не нашёл среди партнёров",
    Remark.ONCE: "повторяется: запишу первый день",
}


def remark(note: Note) -> str:
    return f"{REMARKS[note.what]} ({quoted(note.said)})" if note.said else REMARKS[note.what]


def row_line(row: PlanRow, *, known: bool) -> Rich:
    """One line of the preview, with the number of the file's line."""
    told = "; ".join(remark(note) for note in row.notes)
    if known:
        verdict = "Уже есть в плане."
    elif row.verdict is Verdict.BAD:
        verdict = f"Не запишу: {told}."
    else:
        verdict = f"Запишу, но: {told}." if told else "Запишу."
    return Rich() + f"Строка {row.number}. " + bold(row.title or "Без названия") + f". {when(row)}{verdict}"


def when(row: PlanRow) -> str:
    """«5 декабря 2026 г., 15:00. »; empty where nothing is known."""
    if row.day is not None:
        said = short_day(row.day, today=ALWAYS_YEAR)
        return f"{said}, {clock(row.at)}. " if row.at is not None and not row.guessed else f"{said}. "
    return f"{month(row.month).capitalize()}. " if row.month is not None else ""


def events(count: int) -> str:
    return counted(count, "событие", "события", "событий")


def preview(
    library: str, lines_: Sequence[Rich], *, fit: int, unsure: int, unfit: int, same: int, page: int, pages: int
) -> Rich:
    """What would be written, before anything is."""
    told = [
        f"Понятно: {events(fit)}.",
        f"С замечаниями: {events(unsure)}." if unsure else None,
        f"Не подойдут, пока не исправить: {counted(unfit, 'строка', 'строки', 'строк')}." if unfit else None,
        f"Уже в плане, второй раз не запишу: {events(same)}." if same else None,
    ]
    return paragraphs(
        bold(f"План из файла. {library}"),
        lines(*told),
        *lines_,
        f"Страница {page + 1} из {pages}." if pages > 1 else None,
        "Пока ничего не записано. Можно поправить файл и прислать его снова: повторов не будет."
        if fit + unsure
        else NOTHING_LEFT,
    )


def drafts_label(count: int) -> str:
    return f"{WRITE_DRAFTS}: {count}"


def announce_label(count: int) -> str:
    return f"{ANNOUNCE}: {count}"


def written(drafts: int, announced: int, left: int) -> Rich:
    return paragraphs(
        lines(
            f"Объявлено: {events(announced)}. Они уже в плане и афише." if announced else None,
            f"Записано черновиками: {events(drafts)}." if drafts else None,
            None if drafts or announced else NOTHING_LEFT,
        ),
        "В группах обновится план месяца: отдельной записи о каждом событии не будет, чтобы не засыпать читателей."
        if announced
        else None,
        f"Осталось записать: {events(left)}." if left else None,
        "Если это ошибка, загрузку можно отменить в течение суток." if drafts or announced else None,
    )


def undone(removed: int, cancelled: int, kept: int) -> Rich:
    return lines(
        f"Удалено черновиков: {removed}." if removed else None,
        f"Отменено объявленных: {events(cancelled)}. Те, кто собирался прийти, узнают об этом." if cancelled else None,
        f"Оставлено: {events(kept)}. Их уже поправили, или они прошли." if kept else None,
        None if removed or cancelled or kept else UNDONE_ALREADY,
    )


def co_host_of_many(count: int, host: str) -> Rich:
    """For the librarians of a co-host."""
    return paragraphs(
        f"Вашу библиотеку назвали соорганизатором: {events(count)}.",
        f"Проводит: {host}",
        "Вы можете поправить их и рассказать о них в хронике. Если это ошибка, напишите коллегам.",
    )


# ``tezki import plan``.

IMPORT_PLAN = "Прочитать план библиотеки из таблицы или календаря: вердикт о каждой строке. Записать: с ключом --write."
OF_ALLIANCE = "Сотрудничество: последняя часть адреса его страницы."
OF_LIBRARY = "Номер библиотеки, чей это план."
WRITE = "Записать черновиками то, что подошло. Без этого ключа ничего не меняется."
NO_ALLIANCE = "Такого сотрудничества нет."
NO_LIBRARY = "Такой библиотеки среди участниц сотрудничества нет."
NO_FILE = "Такого файла нет или его нельзя прочитать."


def console_line(row: PlanRow, *, known: bool) -> str:
    return row_line(row, known=known).plain


def console_summary(fit: int, unfit: int, same: int, *, drafts: int | None) -> str:
    told = [f"Подойдёт: {events(fit)}. Не подойдёт: {unfit}. Уже в плане: {same}."]
    told.append("Ничего не записано: добавьте --write." if drafts is None else f"Записано черновиками: {drafts}.")
    return "\n".join(told)
