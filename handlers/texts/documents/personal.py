"""What is kept of those who order documents."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "papers",
    90,
    "документ, который вы просили",
    "документа, которые вы просили",
    "документов, которые вы просили",
)
