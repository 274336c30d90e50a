"""What is kept of those who send plans as files."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows("plan_imports", 95, "план, присланный файлом", "плана, присланные файлами", "планов, присланных файлами")
PERSONAL.shows(
    "plan_imports",
    "Планы, которые вы прислали файлом",
    {"library_id": "", "alliance_id": "сотрудничество", "created_at": "", "rows": "что в файле:"},
)
