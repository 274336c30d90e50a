"""groups.*: who we are, what the key may do, who runs the community."""

from typing import Any

from tests.servers.vk.community import Community
from tests.servers.vk.failures import Failure, Violated
from tests.servers.vk.registry import GROUP, Call, method
from tests.servers.vk.tokens import RIGHTS

WRAPPED_SINCE = (5, 139)


@method("groups.getById")
def get_by_id(call: Call) -> object:
    """Communities by id or short name; a community's key without any id gets its own."""
    names = call.words("group_ids") or call.words("group_id")
    found = [_named(call, name) for name in names] if names else [call.community]
    groups = [_as_json(community, call.words("fields")) for community in found if community]
    if names and not groups:
        raise Failure(100, "group_ids is undefined")
    if tuple(int(part) for part in call.text("v").split(".")) < WRAPPED_SINCE:
        return groups
    return {"groups": groups, "profiles": []}


@method("groups.getTokenPermissions", kinds=GROUP)
def get_token_permissions(call: Call) -> dict[str, Any]:
    permissions = [{"name": name, "setting": bit} for name, bit in RIGHTS.items() if name in call.token.rights]
    return {"mask": sum(bit for name, bit in RIGHTS.items() if name in call.token.rights), "permissions": permissions}


@method("groups.getMembers")
def get_members(call: Call) -> dict[str, Any]:
    """Ids of members; with filter=managers the managers with their roles, for a key with `manage`."""
    community = _named(call, call.text("group_id")) if call.text("group_id") else call.community
    if community is None:
        raise Failure(125)
    start, count = call.number("offset") or 0, call.number("count")
    if call.text("filter") == "managers":
        if "manage" not in call.token.rights or community is not call.group():
            raise Failure(15, "group managers are visible to its managers only")
        managers = [{"id": number, "role": role, "permissions": []} for number, role in community.managers.items()]
        return {"count": len(managers), "items": managers[start : start + (1000 if count is None else count)]}
    members = sorted(community.members)[start : start + (1000 if count is None else count)]
    if call.words("fields"):
        people = [call.world.people[number] for number in members]
        shown = [{"id": p.id, "first_name": p.first_name, "last_name": p.last_name} for p in people]
        return {"count": len(community.members), "items": shown}
    return {"count": len(community.members), "items": members}


@method("groups.isMember")
def is_member(call: Call) -> object:
    """0 or 1 for one person, a list of objects for several."""
    community = _named(call, call.text("group_id"))
    if community is None:
        raise Failure(125)
    if call.words("user_ids"):
        return [{"member": int(n in community.members), "user_id": n} for n in call.numbers("user_ids")]
    member = int(call.needs("user_id") in community.members)
    return {"member": member} if call.flag("extended") else member


@method("groups.edit", right="manage")
def edit(call: Call) -> int:
    community = call.group()
    if title := call.text("title"):
        community.renames(title, by=call.token.maker)
    if "description" in call.params or "website" in call.params:
        call.world.changed()
    return 1


def _named(call: Call, name: str) -> Community | None:
    name = name.strip().removeprefix("club").removeprefix("public") if name[:1].isalpha() else name
    for community in call.world.communities.values():
        if name in {str(community.id), community.screen_name}:
            return community
    if name.startswith("-"):
        raise Violated(100, "group_id is given without the minus")
    return None


def _as_json(community: Community, fields: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": community.id,
        "name": community.title,
        "screen_name": community.screen_name,
        "is_closed": 0,
        "type": "group",
        "photo_50": f"{community.world.url}/files/community_50.jpg",
        "photo_100": f"{community.world.url}/files/community_100.jpg",
        "photo_200": f"{community.world.url}/files/community_200.jpg",
    }
    facts: dict[str, Any] = {
        "members_count": len(community.members),
        "can_message": int(community.messages_on),
        "can_post": 1,
        "description": "",
        "wall": 1,
        "fixed_post": next((p.id for p in community.wall if p.pinned), 0),
    }
    return body | {name: facts[name] for name in fields if name in facts}
