"""groups.*: how events reach the bot — Bots Long Poll and Callback servers, each with its choice of events."""

from typing import Any

from tests.servers.vk.callback import MAX_SERVERS, CallbackServer
from tests.servers.vk.events import NOT_EVENTS, version
from tests.servers.vk.failures import Failure, Violated
from tests.servers.vk.registry import Call, method

KNOWN_VERSIONS = ((5, 50), (5, 199))


@method("groups.getLongPollServer", right="manage")
def get_long_poll_server(call: Call) -> dict[str, str]:
    community = call.group()
    if not community.longpoll_on:
        raise Failure(100, "longpoll for this group is not enabled")
    queue = community.longpoll
    return {"key": queue.key, "server": f"{call.world.url}/longpoll/{community.id}", "ts": str(queue.ts)}


@method("groups.setLongPollSettings", right="manage")
def set_long_poll_settings(call: Call) -> int:
    community = call.group()
    if "enabled" in call.params:
        community.longpoll_on = call.flag("enabled")
    community.longpoll_version = _version(call, community.longpoll_version)
    _choose(call, community.longpoll_events)
    call.world.changed()
    return 1


@method("groups.getLongPollSettings", right="manage")
def get_long_poll_settings(call: Call) -> dict[str, Any]:
    community = call.group()
    return {
        "is_enabled": community.longpoll_on,
        "api_version": community.longpoll_version,
        "events": dict.fromkeys(sorted(community.longpoll_events), 1),
    }


@method("groups.getCallbackConfirmationCode", right="manage")
def get_callback_confirmation_code(call: Call) -> dict[str, str]:
    return {"code": call.group().confirmation}


@method("groups.addCallbackServer", right="manage")
def add_callback_server(call: Call) -> dict[str, int]:
    """A new address; the handshake with it begins at once."""
    community = call.group()
    if len(community.callbacks) >= MAX_SERVERS:
        raise Failure(2000)
    number = call.world.next_number(f"callback {community.id}")
    server = CallbackServer(
        call.world, number=number, url=_url(call), title=call.text("title"), secret=call.text("secret_key")
    )
    community.callbacks[number] = server
    server.confirm(community.id, community.confirmation)
    return {"server_id": number}


@method("groups.editCallbackServer", right="manage")
def edit_callback_server(call: Call) -> int:
    server = _server(call)
    server.url, server.title, server.secret = _url(call), call.text("title"), call.text("secret_key")
    server.confirm(call.group().id, call.group().confirmation)
    return 1


@method("groups.deleteCallbackServer", right="manage")
def delete_callback_server(call: Call) -> int:
    server = _server(call)
    server.close()
    del call.group().callbacks[server.id]
    return 1


@method("groups.getCallbackServers", right="manage")
def get_callback_servers(call: Call) -> dict[str, Any]:
    wanted = call.numbers("server_ids")
    items = [s.as_json for s in call.group().callbacks.values() if not wanted or s.id in wanted]
    return {"count": len(items), "items": items}


@method("groups.setCallbackSettings", right="manage")
def set_callback_settings(call: Call) -> int:
    server = _server(call)
    server.api_version = _version(call, server.api_version)
    _choose(call, server.enabled)
    call.world.changed()
    return 1


@method("groups.getCallbackSettings", right="manage")
def get_callback_settings(call: Call) -> dict[str, Any]:
    server = _server(call)
    return {"api_version": server.api_version, "events": dict.fromkeys(sorted(server.enabled), 1)}


def _server(call: Call) -> CallbackServer:
    server = call.group().callbacks.get(call.needs("server_id"))
    if server is None:
        raise Failure(100, "server_id is invalid")
    return server


def _url(call: Call) -> str:
    if not call.text("url").startswith(("http://", "https://")):
        raise Violated(100, "url is not an address")
    return call.text("url")


def _version(call: Call, current: str) -> str:
    chosen = call.text("api_version", current)
    try:
        known = KNOWN_VERSIONS[0] <= version(chosen) <= KNOWN_VERSIONS[1]
    except ValueError:
        known = False
    if not known:
        raise Violated(100, f"api_version {chosen} is not known")
    return chosen


def _choose(call: Call, chosen: set[str]) -> None:
    """Switch events on and off as the flags of the request say; events not named stay as they were."""
    for name, value in call.params.items():
        if name in NOT_EVENTS or value not in {"0", "1"}:
            continue
        if value == "1":
            chosen.add(name)
        else:
            chosen.discard(name)
