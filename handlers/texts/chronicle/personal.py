"""What is kept of those who put photographs into the chronicle."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "chronicle_pictures",
    55,
    "фотография, о согласии на которую вы сказали",
    "фотографии, о согласии на которые вы сказали",
    "фотографий, о согласии на которые вы сказали",
)
PERSONAL.shows(
    "chronicle_pictures", "Фотографии, о согласии на которые вы сказали", {"entry_id": "", "confirmed_at": ""}
)
