"""users.* and utils.*: who is who."""

from typing import Any

from tests.servers.vk.failures import Failure
from tests.servers.vk.person import Person
from tests.servers.vk.registry import Call, method
from tests.servers.vk.tokens import Kind


@method("users.get")
def get(call: Call) -> list[dict[str, Any]]:
    """People by id or short name; unknown ones are left out, as in VK."""
    names = call.words("user_ids")
    if not names:
        if call.token.kind is Kind.GROUP:
            raise Failure(100, "user_ids is undefined")
        return [_as_json(call.token.maker, call.words("fields"))]
    people = call.world.people.values()
    found = [next((p for p in people if name in {str(p.id), f"id{p.id}", p.screen_name}), None) for name in names]
    return [_as_json(person, call.words("fields")) for person in found if person]


@method("utils.resolveScreenName")
def resolve_screen_name(call: Call) -> object:
    """The owner of a short name; an empty list when it is free."""
    name = call.text("screen_name")
    for community in call.world.communities.values():
        if name in {community.screen_name, f"club{community.id}", f"public{community.id}"}:
            return {"type": "group", "object_id": community.id, "group_id": community.id}
    for person in call.world.people.values():
        if name in {person.screen_name, f"id{person.id}"}:
            return {"type": "user", "object_id": person.id}
    return []


@method("utils.getServerTime")
def get_server_time(call: Call) -> int:
    return call.world.stamp


def _as_json(person: Person, fields: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "can_access_closed": True,
        "is_closed": False,
    }
    facts = {"screen_name": person.screen_name, "domain": person.screen_name} | person.facts
    return body | {name: facts[name] for name in fields if name in facts}
