"""board.*: a community's key can only delete and restore comments in discussions (VK.md §0.2)."""

from tests.servers.vk.failures import Failure
from tests.servers.vk.registry import USER, Call, method


@method("board.addTopic", kinds=USER)
def add_topic(call: Call) -> int:
    """A new topic; discussions are not kept here, only that the call was allowed."""
    return call.world.next_number(f"topic {call.group().id}")


@method("board.createComment", kinds=USER)
def create_comment(call: Call) -> int:
    return call.world.next_number(f"topic comment {call.group().id}")


@method("board.deleteComment")
def delete_comment(call: Call) -> int:
    raise Failure(100, f"comment_id is invalid in {call.group().id}: discussions are empty here")


@method("board.restoreComment")
def restore_comment(call: Call) -> int:
    raise Failure(100, f"comment_id is invalid in {call.group().id}: discussions are empty here")
