"""What is kept of those who coordinate."""

from handlers.texts.messengers import KINDS
from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "coordinators",
    30,
    "сотрудничество, которое вы ведёте",
    "сотрудничества, которые вы ведёте",
    "сотрудничеств, которые вы ведёте",
)
PERSONAL.shows(
    "coordinators",
    "Где вы координатор",
    {"alliance_id": "", "founder": "вы его основали", "since": "с", "until": "до"},
)
PERSONAL.rows(
    "groups", 35, "группа, которую вы подключили", "группы, которые вы подключили", "групп, которые вы подключили"
)
PERSONAL.shows(
    "groups",
    "Группы, которые вы подключили",
    {"title": "", "account_id": "", "alliance_id": "сотрудничество", "bound_at": "подключена"},
    {"account_id": KINDS},
)
