"""What is kept of those who complain."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows("complaints", 65, "ваша жалоба", "ваши жалобы", "ваших жалоб")
PERSONAL.given("complaints.words", "Вы писали координаторам")
