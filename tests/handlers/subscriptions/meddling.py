"""What strangers may do here."""

from typing import Final

EVERYBODYS: Final = {
    f"subscriptions.{file}.{keep}": "one's own habit"
    for file in ("settings", "first_subscription")
    for keep in ("keep_zone", "keep_leads", "keep_quiet")
}
