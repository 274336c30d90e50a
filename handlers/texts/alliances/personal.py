"""What is kept of those who coordinate."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "coordinators",
    30,
    "сотрудничество под вашим началом",
    "сотрудничества под вашим началом",
    "сотрудничеств под вашим началом",
)
