"""The example of the playground: an alliance of Александровка, its libraries and a year of its plan.

The places are real namesakes; people, titles of libraries and events are made up after real ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SETTLEMENT: Final = "Александровка"
SETTLEMENT_TYPE: Final = "село"
MOTTO: Final = "Одно имя, много друзей"
HASHTAG: Final = "ТёзкиАлександровки"
GROUP_TITLE: Final = "Тёзки Александровки"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLibrary:
    """A library, and who joins for it: a person of ``PEOPLE`` by number."""

    librarian: int
    district: str
    region: str
    zone: str
    title: str
    parent: str
    hall: str
    """Where its events take place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoEvent:
    """An item of the plan; ``story`` is the chronicle's, once its day has passed."""

    month: int
    day: int
    hour: int
    host: int
    """A library of ``LIBRARIES`` by number."""
    kind: str
    title: str
    description: str
    story: str
    age: int = 0
    audience: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    co_hosts: tuple[int, ...] = ()
    registration: bool = False


PEOPLE: Final = (
    ("Анна Петровна", "координатор"),
    ("Мария Ивановна", "библиотекарь"),
    ("Олег", "житель"),
    ("Ирма Карловна", "библиотекарь, Омск"),
    ("Нина Сергеевна", "библиотекарь, ждёт подтверждения"),
)

LIBRARIES: Final = (
    DemoLibrary(
        librarian=0,
        district="Прохоровский район",
        region="Белгородская область",
        zone="Europe/Moscow",
        title="Александровская сельская модельная библиотека, филиал № 7",
        parent="МБУК «Централизованная библиотечная система Прохоровского района»",
        hall="читальный зал, ул. Центральная, 14",
    ),
    DemoLibrary(
        librarian=1,
        district="Александровский район",
        region="Оренбургская область",
        zone="Asia/Yekaterinburg",
        title="Александровская центральная районная библиотека",
        parent="МБУК «Централизованная библиотечная система» Александровского района Оренбургской области",
        hall="большой зал, ул. Мичурина, 49",
    ),
    DemoLibrary(
        librarian=3,
        district="Азовский немецкий национальный район",
        region="Омская область",
        zone="Asia/Omsk",
        title="Александровская сельская библиотека, филиал № 2",
        parent="МБУК «Азовская централизованная библиотечная система»",
        hall="зал абонемента, ул. Советская, 25",
    ),
)

CLAIM: Final = DemoLibrary(
    librarian=4,
    district="Азовский район",
    region="Ростовская область",
    zone="Europe/Moscow",
    title="Александровская сельская библиотека, филиал № 11",
    parent="МБУК «Межпоселенческая центральная библиотека» Азовского района",
    hall="читальный зал, ул. Ленина, 3",
)
"""It has just joined, and the coordinator has not said yet whether this is its librarian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHidden:
    """An entry of the chronicle that the coordinator hid, and what its library says to that."""

    host: int
    title: str
    story: str
    why: str
    objection: str


HIDDEN: Final = DemoHidden(
    host=2,
    title="Ярмарка выходного дня",
    story=(
        "У крыльца библиотеки продавали мёд и варежки. Спрашивайте у Ирмы Карловны, она даст телефон пасечника "
        "и расскажет, где он живёт."
    ),
    why="Здесь личное о человеке: где живёт пасечник, лучше не писать",
    objection="Пасечник сам просил рассказать о нём. Мы уберём, где он живёт, а ярмарку хочется оставить.",
)

CANCELLED_BY: Final = 1
"""Whose library wants to cancel an event; its librarian is the only one, so that others may undo it for a day."""
WHY_CANCELLED: Final = "В эти дни у нас чинят крышу"

YESTERDAY: Final = DemoEvent(
    month=0,
    day=-1,
    hour=15,
    host=1,
    kind="club",
    title="Клуб «Рукодельница»: оренбургский пуховый платок",
    description="Учимся первым петлям и слушаем, как пуховницы вяжут зимними вечерами.",
    story="",
    age=6,
    tags=("leisure",),
)
"""Nobody has told yet how it went: the host is asked."""

SOON: Final = (
    DemoEvent(
        month=0,
        day=1,
        hour=16,
        host=0,
        kind="meeting",
        title="Вечер «Три Александровки за одним столом»",
        description="Видеовстреча трёх библиотек: читаем вслух воспоминания старожилов и пьём чай.",
        story="",
        audience="все, кому дорого имя села",
        tags=("residents-exchange", "leisure"),
        link="https://example.org/tri-aleksandrovki",
        co_hosts=(1, 2),
    ),
    DemoEvent(
        month=0,
        day=3,
        hour=14,
        host=2,
        kind="exhibition",
        title="Выставка «Рисуем своё село»",
        description="Рисунки детей из трёх Александровок. Принести рисунок можно до открытия.",
        story="",
        age=6,
        audience="дети и родители",
        tags=("culture",),
    ),
    DemoEvent(
        month=0,
        day=8,
        hour=11,
        host=1,
        kind="lecture",
        title="Краеведческий час «Откуда пошла Александровка»",
        description="Почему сёл с этим именем больше сотни и кто был тот Александр.",
        story="",
        age=12,
        tags=("culture", "wide-public"),
        registration=True,
    ),
)
"""They begin so many days after the playground was opened."""

PLAN: Final = (
    DemoEvent(
        month=1,
        day=6,
        hour=12,
        host=1,
        kind="festival",
        title="Рождественские посиделки «Свет в окне»",
        description="Колядки, пряники и книги о зиме.",
        story="Пели колядки, пекли пряники и раздарили книги о зиме.",
        tags=("leisure",),
        audience="семьи",
    ),
    DemoEvent(
        month=1,
        day=17,
        hour=13,
        host=2,
        kind="club",
        title="Детективная суббота: читаем Шерлока Холмса",
        description="Разгадываем дело по главам.",
        story="Преступника нашли только с третьего раза, зато все вместе.",
        age=12,
        tags=("leisure", "demand"),
    ),
    DemoEvent(
        month=2,
        day=2,
        hour=11,
        host=0,
        kind="lecture",
        title="Урок памяти «Сталинград: двести дней»",
        description="Письма земляков с фронта.",
        story="Прочли вслух письма земляков; в зале было очень тихо.",
        age=12,
        audience="школьники",
        tags=("culture",),
    ),
    DemoEvent(
        month=2,
        day=14,
        hour=16,
        host=1,
        kind="contest",
        title="День книгодарения: подари книгу тёзке",
        description="Собираем посылки с книгами для других Александровок.",
        story="Собрали три посылки: две уехали в Омскую область, одна в Белгородскую.",
        tags=("partnership", "residents-exchange"),
        co_hosts=(0, 2),
    ),
    DemoEvent(
        month=2,
        day=21,
        hour=10,
        host=2,
        kind="online",
        title="Вебинар «Как вести страницу библиотеки»",
        description="Делимся тем, что работает, и тем, что нет.",
        story="Обсудили, о чём писать зимой; запись разошлась по филиалам.",
        age=18,
        audience="библиотекари",
        tags=("professional-ties", "internet"),
        link="https://example.org/vebinar",
    ),
    DemoEvent(
        month=3,
        day=3,
        hour=15,
        host=0,
        kind="meeting",
        title="Всемирный день писателя: встреча с краеведом",
        description="Автор книги о селе отвечает на вопросы.",
        story="Автор подписал двенадцать книг и пообещал приехать снова.",
        age=12,
        tags=("culture",),
    ),
    DemoEvent(
        month=3,
        day=8,
        hour=13,
        host=1,
        kind="festival",
        title="Праздник «Библиотечный букет»",
        description="Стихи, песни и мастер-класс по бумажным цветам.",
        story="Бумажных тюльпанов хватило всем гостьям и всем полкам.",
        tags=("leisure",),
    ),
    DemoEvent(
        month=3,
        day=25,
        hour=12,
        host=2,
        kind="festival",
        title="Неделя детской книги: открытие",
        description="Книжкины именины, викторина и сладкий стол.",
        story="Открыли неделю шествием героев от школы до библиотеки.",
        age=6,
        audience="дети 6–10 лет",
        tags=("demand", "leisure"),
        co_hosts=(1,),
    ),
    DemoEvent(
        month=4,
        day=12,
        hour=11,
        host=0,
        kind="exhibition",
        title="Выставка «Космос начинается дома»",
        description="Модели ракет и книги о первых полётах.",
        story="Главным экспонатом стала ракета из школьной мастерской.",
        age=6,
        tags=("culture",),
    ),
    DemoEvent(
        month=4,
        day=25,
        hour=18,
        host=1,
        kind="festival",
        title="Библионочь «Одно имя на всех»",
        description="Квест по залам и прямой эфир с двумя другими Александровками.",
        story="Квест прошли семь команд, эфир с тёзками затянулся до ночи.",
        age=12,
        tags=("leisure", "wide-public"),
        co_hosts=(0, 2),
        registration=True,
    ),
    DemoEvent(
        month=5,
        day=8,
        hour=11,
        host=2,
        kind="meeting",
        title="Литературный час «Строки, опалённые войной»",
        description="Читаем стихи фронтовых поэтов.",
        story="Стихи читали и первоклассники, и ветеран труда.",
        age=6,
        tags=("culture",),
    ),
    DemoEvent(
        month=5,
        day=15,
        hour=14,
        host=0,
        kind="club",
        title="Семейная гостиная «Читаем вместе с бабушкой»",
        description="Любимые книги трёх поколений.",
        story="Бабушки победили в викторине с разгромным счётом.",
        audience="семьи",
        tags=("leisure",),
    ),
    DemoEvent(
        month=5,
        day=27,
        hour=10,
        host=1,
        kind="professional",
        title="День библиотек: круглый стол тёзок",
        description="Итоги полугодия и планы на лето.",
        story="Подвели итоги полугодия и договорились о летнем маршруте.",
        age=18,
        audience="библиотекари",
        tags=("professional-ties", "library-standing"),
        co_hosts=(0, 2),
    ),
    DemoEvent(
        month=6,
        day=1,
        hour=10,
        host=2,
        kind="festival",
        title="Летний читальный зал открывается",
        description="Пледы под яблонями, настольные игры, мел для асфальта.",
        story="Первый день провели под яблонями: дождь пришёл только к вечеру.",
        tags=("leisure", "demand"),
        audience="дети",
    ),
    DemoEvent(
        month=6,
        day=6,
        hour=12,
        host=0,
        kind="festival",
        title="Пушкинский день: сказки вслух",
        description="Читаем сказки по ролям на крыльце библиотеки.",
        story="Золотую рыбку сыграла заведующая, публика была в восторге.",
        tags=("culture",),
    ),
    DemoEvent(
        month=6,
        day=20,
        hour=17,
        host=1,
        kind="meeting",
        title="Вечер степной песни",
        description="Хор ветеранов и книги об оренбургской степи.",
        story="Хор спел одиннадцать песен, последнюю пели всем залом.",
        tags=("culture", "leisure"),
    ),
    DemoEvent(
        month=7,
        day=8,
        hour=11,
        host=2,
        kind="festival",
        title="День семьи: ромашковое чтение",
        description="Семейные команды читают, рисуют и плетут венки.",
        story="Победила семья Шмидт, венков хватило на всю улицу.",
        audience="семьи",
        tags=("leisure",),
    ),
    DemoEvent(
        month=7,
        day=18,
        hour=15,
        host=0,
        kind="contest",
        title="Фотоконкурс «Окна Александровки»",
        description="Принимаем снимки наличников из всех сёл-тёзок.",
        story="Пришло сорок снимков, лучшие стали календарём.",
        age=6,
        tags=("residents-exchange", "culture"),
        co_hosts=(1, 2),
    ),
    DemoEvent(
        month=8,
        day=9,
        hour=10,
        host=1,
        kind="club",
        title="Велопробег «По следам землемера»",
        description="Краеведческий маршрут на восемь километров.",
        story="Проехали восемь километров и нашли межевой столб позапрошлого века.",
        age=12,
        tags=("wide-public",),
        registration=True,
    ),
    DemoEvent(
        month=8,
        day=22,
        hour=12,
        host=2,
        kind="festival",
        title="День села Александровка",
        description="Книжная ярмарка, музей под открытым небом и телемост с тёзками.",
        story="Телемост с Оренбуржьем посмотрело всё село.",
        tags=("residents-exchange", "partnership"),
        co_hosts=(0, 1),
    ),
    DemoEvent(
        month=9,
        day=1,
        hour=11,
        host=0,
        kind="meeting",
        title="День знаний: записываем первоклассников",
        description="Экскурсия и первый читательский билет.",
        story="Читательские билеты получили все четырнадцать первоклассников.",
        age=6,
        tags=("demand",),
    ),
    DemoEvent(
        month=9,
        day=12,
        hour=13,
        host=1,
        kind="exhibition",
        title="Выставка «Пуховый узор»",
        description="Платки из семейных сундуков и книги о мастерицах.",
        story="Самый старый платок связан больше ста лет назад.",
        tags=("culture",),
    ),
    DemoEvent(
        month=9,
        day=30,
        hour=12,
        host=2,
        kind="online",
        title="Онлайн-викторина «Что ты знаешь о тёзках»",
        description="Двадцать вопросов о трёх Александровках.",
        story="Победила ничья: двум командам не хватило одного вопроса.",
        age=12,
        tags=("internet", "residents-exchange"),
        link="https://example.org/viktorina",
        co_hosts=(0, 1),
    ),
    DemoEvent(
        month=10,
        day=1,
        hour=14,
        host=0,
        kind="club",
        title="День пожилых людей: чай и воспоминания",
        description="Записываем рассказы старожилов для общего архива.",
        story="Записали шесть рассказов; один из них о самой библиотеке.",
        audience="старшее поколение",
        tags=("leisure", "culture"),
    ),
    DemoEvent(
        month=10,
        day=17,
        hour=15,
        host=1,
        kind="professional",
        title="Мастерская «Книга памяти села»",
        description="Учимся оформлять краеведческие папки.",
        story="Оформили первые три папки и обменялись образцами с тёзками.",
        age=18,
        audience="библиотекари",
        tags=("professional-ties",),
    ),
    DemoEvent(
        month=11,
        day=4,
        hour=18,
        host=2,
        kind="festival",
        title="Ночь искусств «Три села, одна сцена»",
        description="Стихи, немецкие народные танцы и выставка мастериц.",
        story="На сцену вышли тридцать артистов от пяти до восьмидесяти лет.",
        age=6,
        tags=("culture", "leisure"),
        co_hosts=(1,),
    ),
    DemoEvent(
        month=11,
        day=14,
        hour=12,
        host=0,
        kind="meeting",
        title="Громкие чтения: рассказы Бунина",
        description="Читаем по очереди «Антоновские яблоки».",
        story="Читали по абзацу, а яблоки к чаю принёс каждый.",
        age=12,
        tags=("demand",),
    ),
    DemoEvent(
        month=12,
        day=5,
        hour=15,
        host=1,
        kind="contest",
        title="Конкурс чтецов «Зимний голос»",
        description="Стихи о зиме на любом языке села.",
        story="Звучали русский, татарский и башкирский; жюри наградило всех.",
        age=6,
        tags=("culture",),
        registration=True,
    ),
    DemoEvent(
        month=12,
        day=19,
        hour=16,
        host=2,
        kind="club",
        title="Мастер-класс «Рождественская звезда»",
        description="Делаем звёзды из соломки, как делали первые поселенцы.",
        story="Соломенными звёздами украсили ёлку у сельсовета.",
        age=6,
        tags=("leisure", "culture"),
    ),
    DemoEvent(
        month=12,
        day=26,
        hour=13,
        host=0,
        kind="festival",
        title="Новогодний книжный переплёт",
        description="Подводим итоги года и награждаем лучших читателей.",
        story="Лучшему читателю года семь лет, и он прочёл девяносто книг.",
        tags=("demand", "leisure"),
        co_hosts=(1, 2),
    ),
)
"""The year: what is behind is told of in the chronicle, what is ahead stands in the plan."""
