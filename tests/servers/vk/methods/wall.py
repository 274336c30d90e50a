"""wall.*: a community's key may post (with the right `wall`) and comment, nothing else (VK.md §0.1)."""

from typing import Any

from tests.servers.vk.community import Community
from tests.servers.vk.failures import Failure, Violated
from tests.servers.vk.media import Attachment
from tests.servers.vk.registry import USER, Call, method
from tests.servers.vk.tokens import Kind
from tests.servers.vk.wall import ATTACHMENT_LIMIT, TEXT_LIMIT, Post


@method("wall.post")
def post(call: Call) -> dict[str, int]:
    """A post; without from_group=1 it is signed by the administrator who made the key."""
    community = _wall(call)
    if call.token.kind is Kind.GROUP and "wall" not in call.token.rights:
        raise Failure(27)
    if "wall" not in call.token.rights:
        raise Failure(15, "no access to call this method. It cannot be called with current scopes.")
    if (guid := call.text("guid")) and (before := next((p for p in community.wall if p.guid == guid), None)):
        return {"post_id": before.id}
    text, attachments = _content(call)
    maker = call.token.maker.id
    created = community.add_post(
        from_id=community.owner_id if call.flag("from_group") else maker,
        text=text,
        attachments=attachments,
        kind="postpone" if (call.number("publish_date") or 0) > call.world.stamp else "post",
        signer_id=maker if call.flag("signed") and call.flag("from_group") else None,
        guid=guid,
        comments_closed=call.flag("close_comments"),
    )
    return {"post_id": created.id}


@method("wall.createComment")
def create_comment(call: Call) -> dict[str, Any]:
    """A comment under a post; a community's key always comments as the community."""
    community = _wall(call, managed=False)
    commented = _post(call, community)
    if commented.comments_closed:
        raise Failure(213, "comments are closed")
    if (author := call.number("from_group")) is not None and author and author != community.id:
        raise Violated(100, "from_group should be the id of the community")
    guid = call.text("guid")
    if guid and (before := next((c for c in commented.comments if c.guid == guid), None)):
        return {"comment_id": before.id, "parents_stack": []}
    text, attachments = _content(call)
    as_group = call.token.kind is Kind.GROUP or bool(author)
    from_id = community.owner_id if as_group else call.token.maker.id
    comment = community.add_comment(commented, from_id=from_id, text=text, attachments=attachments, guid=guid)
    return {"comment_id": comment.id, "parents_stack": []}


@method("wall.closeComments")
def close_comments(call: Call) -> int:
    return _allow_comments(call, closed=True)


@method("wall.openComments")
def open_comments(call: Call) -> int:
    return _allow_comments(call, closed=False)


@method("wall.edit", kinds=USER, right="wall")
def edit(call: Call) -> dict[str, int]:
    edited = _post(call, _wall(call))
    edited.text, edited.attachments = _content(call)
    edited.edited = call.world.stamp
    call.world.changed()
    return {"post_id": edited.id}


@method("wall.delete", kinds=USER, right="wall")
def delete(call: Call) -> int:
    _post(call, _wall(call)).deleted = True
    call.world.changed()
    return 1


@method("wall.pin", kinds=USER, right="wall")
def pin(call: Call) -> int:
    """Pins one post; the one pinned before is pinned no more."""
    community = _wall(call)
    chosen = _post(call, community)
    for other in community.wall:
        other.pinned = other is chosen
    call.world.changed()
    return 1


@method("wall.unpin", kinds=USER, right="wall")
def unpin(call: Call) -> int:
    _post(call, _wall(call)).pinned = False
    call.world.changed()
    return 1


@method("wall.get", kinds=USER)
def get(call: Call) -> dict[str, Any]:
    posts = list(reversed(_wall(call, managed=False).posts))
    start = call.number("offset") or 0
    return {"count": len(posts), "items": [p.as_json for p in posts[start : start + (call.number("count") or 20)]]}


@method("wall.getById", kinds=USER)
def get_by_id(call: Call) -> dict[str, Any]:
    items = []
    for reference in call.words("posts"):
        owner, _, number = reference.partition("_")
        community = call.world.communities.get(-int(owner))
        if community and (found := community.post(int(number))):
            items.append(found.as_json)
    return {"items": items}


@method("wall.getComments", kinds=USER)
def get_comments(call: Call) -> dict[str, Any]:
    comments = _post(call, _wall(call, managed=False)).comments
    return {"count": len(comments), "items": [c.as_json for c in comments]}


def _allow_comments(call: Call, *, closed: bool) -> int:
    _post(call, _wall(call)).comments_closed = closed
    call.world.changed()
    return 1


def _wall(call: Call, *, managed: bool = True) -> Community:
    """The community whose wall is meant by the negative owner_id."""
    owner = call.number("owner_id")
    if owner is None or owner >= 0:
        raise Violated(100, "owner_id should be the id of a community with a minus")
    if managed or call.token.kind is Kind.GROUP:
        return call.group("owner_id")
    community = call.world.communities.get(-owner)
    if community is None:
        raise Failure(125)
    return community


def _post(call: Call, community: Community) -> Post:
    found = community.post(call.needs("post_id"))
    if found is None:
        raise Failure(100, "post_id is invalid: there is no such post")
    return found


def _content(call: Call) -> tuple[str, tuple[Attachment, ...]]:
    text, attachments = call.text("message"), call.world.media.resolve(call.text("attachments"))
    if not text.strip() and not attachments:
        raise Violated(100, "Post or comment is empty")
    if len(text) > TEXT_LIMIT:
        raise Violated(100, f"message_character_limit: {len(text)} characters")
    if len(attachments) > ATTACHMENT_LIMIT or sum(a.kind == "link" for a in attachments) > 1:
        raise Violated(100, "too many attachments")
    return text, attachments
