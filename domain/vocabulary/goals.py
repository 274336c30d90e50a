"""Goals (§2), tasks (§3) and organisational forms (§1.6) of the Положение: a stable key, its words, a short label."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One line of the Положение; `key` is stored and never changes, `label` fits a button."""

    key: str
    text: str
    label: str


# The first goal names «культуры Белгородчины» in the Положение: an alliance anywhere in Russia says «своего края».
GOALS: Final = (
    Wording(
        key="culture",
        text="сохранение и развитие культуры своего края и других регионов России",
        label="Культура своего края и России",
    ),
    Wording(
        key="information-space",
        text="участие в организации единого межрегионального и регионального библиотечно-информационного пространства",
        label="Единое библиотечное пространство",
    ),
    Wording(
        key="cultural-ties",
        text="укрепление межмуниципальных (межрайонных, межгородских) и межрегиональных культурных связей",
        label="Связи между районами и регионами",
    ),
    Wording(
        key="residents-exchange",
        text="вовлечение местного населения в межтерриториальный культурный обмен",
        label="Культурный обмен жителей",
    ),
    Wording(
        key="uniting-role",
        text="сохранение уникальной объединяющей роли муниципальной общедоступной библиотеки "
        "в местной культурно-социальной инфраструктуре",
        label="Библиотека объединяет местных жителей",
    ),
    Wording(
        key="library-standing",
        text="укрепление статуса библиотеки как социально-культурного института",
        label="Статус библиотеки в обществе",
    ),
    Wording(
        key="professional-ties",
        text="развитие профессионального библиотечного сотрудничества",
        label="Сотрудничество библиотекарей",
    ),
)

TASKS: Final = (
    Wording(
        key="leisure",
        text="расширить спектр возможностей проведения досуга местных жителей",
        label="Больше досуга для жителей",
    ),
    Wording(
        key="demand",
        text="повысить востребованность библиотечных услуг через развитие форматов взаимодействия с населением",
        label="Новые форматы для читателей",
    ),
    Wording(
        key="partnership",
        text="развить профессиональное библиотечное партнёрство, активизировать обмен инновационными наработками",
        label="Партнёрство и обмен наработками",
    ),
    Wording(
        key="internet",
        text="расширить интернет-представительство муниципальных общедоступных библиотек",
        label="Библиотеки в интернете",
    ),
    Wording(
        key="wide-public",
        text="расширить участие широкой общественности в деятельности библиотек",
        label="Участие жителей в делах библиотек",
    ),
    Wording(
        key="sponsors",
        text="привлечь внимание и средства спонсоров и меценатов к решению библиотечных проблем",
        label="Помощь спонсоров и меценатов",
    ),
)

FORMS: Final = (
    Wording(
        key="movement",
        text="общественно-коллективное движение — совместная деятельность граждан и творческих (профессиональных) "
        "коллективов, преследующая социальные и культурные общественно полезные цели, без государственной регистрации",
        label="Общественно-коллективное движение",
    ),
    Wording(
        key="convent",
        text="конвент-партнёрство — организованное регулярное взаимодействие людей, объединённых "
        "какими-либо едиными целями, интересами",
        label="Конвент-партнёрство",
    ),
    Wording(
        key="other",
        text="другая организационная форма, соответствующая целям и задачам сотрудничества",
        label="Другая форма",
    ),
)

WORDINGS: Final = {wording.key: wording for wording in (*GOALS, *TASKS, *FORMS)}

TAGS: Final = tuple(wording.key for wording in (*TASKS, *GOALS))
"""What an event may be tagged with, and what can be subscribed to: keys of the tasks, then of the goals."""
