"""How updates leave: getUpdates, and the settings of the webhook."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from tests.servers.telegram.accounts import DEFAULT_UPDATES, Bot, Update, Webhook, without
from tests.servers.telegram.call import Call
from tests.servers.telegram.messages import Json
from tests.servers.telegram.refusals import BadRequest, Conflict
from tests.servers.telegram.registry import plays
from tests.servers.telegram.world import World

_LONGEST_POLL = 50
_FUTURE = 10
"""An offset more than this beyond the last update is of a former numbering: it is ignored (TQueue.cpp)."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_POLLED_BESIDE_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@plays("getUpdates")
async def get_updates(world: World, call: Call) -> list[Json]:
    bot = call.bot
    if bot.webhook is not None:
        raise Conflict(_POLLED_BESIDE_WEBHOOK)
    set_allowed(bot, call)
    limit = min(max(call.integer("limit") or 100, 1), 100)
    bot.poller = me = object()
    world.bell.ring()  # the poller before us is told to go
    confirm(bot, call.integer("offset") or 0)
    try:
        await world.bell.wait_for(
            lambda: bot.pending or bot.poller is not me or bot.webhook is not None,
            min(call.integer("timeout") or 0, _LONGEST_POLL),
        )
    except TimeoutError:
        return []
    finally:
        if still_mine := bot.poller is me:
            bot.poller = None
    if bot.webhook is not None:
        raise Conflict("terminated by setWebhook request")
    if not still_mine:
        raise Conflict(_OTHER_POLLER)
    batch = list(bot.pending)[:limit]
    for update in batch:
        if update.again:
            bot.pending.remove(update)
    return [without(update.json(), bot.untold) for update in batch]


def confirm(bot: Bot, offset: int) -> None:
    """Forget the updates before the offset; a negative one keeps only so many of the last."""
    if offset < 0:
        for update in list(bot.pending)[: max(0, len(bot.pending) + offset)]:
            bot.pending.remove(update)
    elif offset <= bot.next_update_id + _FUTURE:
        for update in [update for update in list(bot.pending) if update.id < offset and not update.again]:
            bot.pending.remove(update)


def set_allowed(bot: Bot, call: Call) -> None:
    """Remember allowed_updates; without the parameter the former setting stays, an empty list is the default one."""
    allowed = call.json("allowed_updates")
    if allowed is not None:
        bot.allowed = frozenset(allowed) or DEFAULT_UPDATES
        bot.allowed_as_given = list(allowed) or None


@plays("setWebhook")
def set_webhook(world: World, call: Call) -> bool:
    url, secret = call.text("url") or "", call.text("secret_token")
    if not url:
        return _unset(world, call)
    parts = urlsplit(url)
    if parts.scheme != "https" and not _loopback(parts.hostname or ""):
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if not _loopback(parts.hostname or "") and (parts.port or 443) not in (443, 80, 88, 8443):
        raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise BadRequest("secret token contains unallowed characters")
    set_allowed(call.bot, call)
    if call.flag("drop_pending_updates"):
        call.bot.pending.clear()
    call.bot.webhook = Webhook(url=url, secret=secret, max_connections=call.integer("max_connections") or 40)
    world.bell.ring()
    return True


@plays("deleteWebhook")
def delete_webhook(world: World, call: Call) -> bool:
    return _unset(world, call)


def _unset(world: World, call: Call) -> bool:
    call.bot.webhook = None
    if call.flag("drop_pending_updates"):
        call.bot.pending.clear()
    world.bell.ring()
    return True


@plays("getWebhookInfo")
def get_webhook_info(_world: World, call: Call) -> Json:
    hook = call.bot.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.pending),
    }
    if call.bot.allowed_as_given is not None:
        info["allowed_updates"] = call.bot.allowed_as_given
    if hook is not None:
        info["max_connections"] = hook.max_connections
        if hook.last_error is not None and hook.last_error_at is not None:
            info |= {"last_error_message": hook.last_error, "last_error_date": int(hook.last_error_at.timestamp())}
    return info


def _loopback(host: str) -> bool:
    """Loopback needs neither HTTPS nor a port of the list: a local Bot API server is as lenient."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def forget(bot: Bot, update: Update) -> None:
    """The webhook has taken the update."""
    if update in bot.pending:
        bot.pending.remove(update)
