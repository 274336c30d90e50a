"""What is kept of those who write letters to many."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows("letters", 45, "письмо подписчикам от вас", "письма подписчикам от вас", "писем подписчикам от вас")
PERSONAL.shows(
    "letters",
    "Письма, которые вы написали",
    {
        "prompt": "",
        "audience": "",
        "alliance_id": "сотрудничество",
        "created_at": "",
        "state": "",
        "picture_id": "",
    },
    {
        "audience": {"subscribers": "подписчикам", "librarians": "библиотекарям"},
        "state": {
            "sending": "уходит",
            "paused": "приостановлено",
            "stopping": "останавливается",
            "stopped": "остановлено",
            "done": "разослано",
        },
    },
)
