"""What is kept of those who coordinate."""

from handlers.texts.messengers import KINDS
from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "coordinators",
    30,
    "сотрудничество под вашим началом",
    "сотрудничества под вашим началом",
    "сотрудничеств под вашим началом",
)
PERSONAL.shows(
    "coordinators",
    "Где вы координатор",
    {"alliance_id": "", "founder": "вы его основали", "since": "с", "until": "до"},
)
PERSONAL.rows(
    "groups", 35, "площадка, которую вы связали", "площадки, которые вы связали", "площадок, которые вы связали"
)
PERSONAL.shows(
    "groups",
    "Площадки, которые вы связали",
    {"title": "", "account_id": "", "alliance_id": "сотрудничество", "bound_at": "связана"},
    {"account_id": KINDS},
)
