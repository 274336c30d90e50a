"""What is kept of everybody who writes."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows("pictures", 50, "присланная фотография", "присланные фотографии", "присланных фотографий")
PERSONAL.rows(
    "tokens",
    80,
    "ссылка-приглашение от вас",
    "ссылки-приглашения от вас",
    "ссылок-приглашений от вас",
)
PERSONAL.rows(
    "outbox",
    100,
    "отметка, что я вам написал",
    "отметки, что я вам написал",
    "отметок, что я вам написал",
)
PERSONAL.said_elsewhere("talks")
