"""Posts on the community's wall. A community key posts text and one file, and never edits (VK.md, §0).

With an administrator's key posts carry photos and are edited in place. Where that key is refused, the other
way is gone: what changed is said in a comment, and a new post says it whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import structlog
from vk_api.exceptions import ApiError, Captcha

from bot.messengers.vk.api import Calls, Garbled, Key
from bot.messengers.vk.failures import NO_RIGHT, USER_KEY_IS_NO_USE, undelivered
from bot.messengers.vk.render import disarm, flat, split_plain, units
from bot.messengers.vk.telling import alts
from bot.messengers.vk.uploads import WRONG_ATTACHMENT, Attached, Uploads
from talk.messenger import Impossible, Later, NoRight, Publish, Revise, Right, SendTicket, Sent, Shortfall
from talk.prompt import Post
from talk.rich import paragraphs

LONGEST_POST = 12_000
"""Units; 46,395 are refused, 12,000 were seen to pass."""
LONGEST_COMMENT = 4_000
GUID = 32
"""Characters."""

log = structlog.get_logger()


class Wall:
    """The wall of one community."""

    def __init__(
        self,
        key: Key,
        user_key: Key | None,
        uploads: Uploads,
        group_id: int,
        invitation: Callable[[str], str],
        *,
        salt: str,
        unsalted: int = 0,
    ) -> None:
        self._key = key
        self._user_key = user_key
        self._uploads = uploads
        self._group_id = group_id
        self._invitation = invitation
        self._salt = salt
        self._unsalted = unsalted

    async def publish(self, action: Publish | Revise, key: int, ticket: SendTicket) -> Sent:
        """Post; what does not fit follows in comments. The same key is the same post (``guid``)."""
        first, *rest = self._texts(action.post)
        post_id, shortfalls = await self._post(action.post, first, key, ticket)
        for number, text in enumerate(rest, start=1):
            if not await self._comments(post_id, text, f"{self._guid(key)}p{number}", ticket):
                shortfalls = (*shortfalls, Shortfall(what="rest"))
                break
        return Sent(refs=(str(post_id),), link=self._link(post_id), shortfalls=shortfalls)

    async def revise(self, action: Revise, key: int, ticket: SendTicket) -> Sent:
        """Edit, or post anew and say so under the old post.

        The new one begins with what is different, for the old one stays in people's feeds.
        """
        old = _post_id(action.refs)
        edited = await self._edit(old, action.post, ticket) if old is not None else None
        if edited is not None:
            return edited
        told = flat(action.changes)
        fresh = old is None or not told or told in flat(action.post.text)
        new = action.post if fresh else replace(action.post, text=paragraphs(action.changes, action.post.text))
        sent = await self.publish(replace(action, post=new), key, ticket)
        if old is not None:
            text, stands = f"{told}\n{sent.link}".strip(), Shortfall(what="removal", links=(self._link(old),))
            await self._comments(old, text, f"{self._guid(key)}c", ticket)
            return replace(sent, shortfalls=(*sent.shortfalls, stands))
        return sent

    def _guid(self, key: int) -> str:
        """The same for the same outbox row of the same installation: VK swallows the repeat."""
        if key <= self._unsalted:
            return str(key)
        return sha256(f"{self._salt}:{key}".encode()).hexdigest()[:GUID]

    def _link(self, post_id: int) -> str:
        return f"https://vk.com/wall-{self._group_id}_{post_id}"

    def _texts(self, post: Post) -> list[str]:
        """The post and the comments that continue it. Links and hashtags stay with the post."""
        pictures = flat(alts(post.pictures))
        foot = "\n\n".join(part for part in (pictures, self._links(post), _hashtags(post)) if part)
        body = flat(post.text)
        head, *rest = split_plain(body, max(LONGEST_POST - units(foot) - 2, LONGEST_COMMENT)) or [""]
        left = "\n\n".join(rest)
        return ["\n\n".join(part for part in (head, foot) if part), *split_plain(left, LONGEST_COMMENT)]

    def _links(self, post: Post) -> str:
        """The buttons as lines; to send it on there is one of VK's own under every post of a wall."""
        lines = []
        for button in (button for row in post.rows for button in row):
            address = button.url if button.invite is None else self._invitation(button.invite)
            if address is not None:
                lines.append(f"{flat_label(button.label)}: {address}")
        return "\n".join(lines)

    async def _post(self, post: Post, text: str, key: int, ticket: SendTicket) -> tuple[int, tuple[Shortfall, ...]]:
        params = {
            "owner_id": -self._group_id,
            "from_group": True,
            "signed": False,
            "message": text or None,
            "guid": self._guid(key),
        }
        if self._user_key is not None:
            calls = Calls(self._user_key, ticket)
            try:
                attached = await self._uploads.for_wall(calls, post.pictures)
                answer = await calls.call("wall.post", **params, attachments=attached.names or None)
                return _number(answer, "post_id"), _without_pictures(attached)
            except (ApiError, Captcha) as refusal:
                self._give_up_user_key(refusal)
        calls = Calls(self._key, ticket)
        attached = await self._uploads.for_wall_as_file(calls, post.pictures, post.text.plain)
        try:
            answer = await calls.call("wall.post", **params, attachments=attached.names or None)
        except ApiError as refusal:
            if refusal.code in WRONG_ATTACHMENT and self._uploads.forget(attached.names):
                raise Later("VK has lost an attachment", after=1) from None
            failure = undelivered(refusal)
            if refusal.code not in NO_RIGHT or isinstance(failure, Later):
                raise
            raise NoRight(f"VK error {refusal.code}: the community key lacks the right «wall»", right="wall") from None
        return _number(answer, "post_id"), _without_pictures(attached, "docs")

    async def _edit(self, post_id: int, post: Post, ticket: SendTicket) -> Sent | None:
        """None when the post does not say the new thing. One that would need comments is never edited."""
        texts = self._texts(post)
        if self._user_key is None or len(texts) > 1:
            return None
        calls = Calls(self._user_key, ticket)
        try:
            attached = await self._uploads.for_wall(calls, post.pictures)
            await calls.call(
                "wall.edit",
                owner_id=-self._group_id,
                post_id=post_id,
                message=texts[0] or None,
                attachments=attached.names or None,
            )
        except (ApiError, Captcha) as refusal:
            if not isinstance(undelivered(refusal), Impossible):
                self._give_up_user_key(refusal)
            return None
        return Sent(refs=(str(post_id),), link=self._link(post_id), shortfalls=_without_pictures(attached))

    def _give_up_user_key(self, refusal: ApiError | Captcha) -> None:
        """Go on with the community key, or raise: an overload is no reason to degrade."""
        if refusal.code not in USER_KEY_IS_NO_USE:
            raise refusal
        log.warning("vk.user_key_refused", group_id=self._group_id, code=refusal.code)

    async def _comments(self, post_id: int, text: str, guid: str, ticket: SendTicket) -> bool:
        """Whether VK took the comment; the post above it is out in any case. Raises what may get better."""
        try:
            await self._comment(post_id, text, guid, ticket)
        except ApiError as refusal:
            failure = undelivered(refusal)
            if not isinstance(failure, Impossible):
                raise failure from None
            log.warning("vk.comment_refused", group_id=self._group_id, code=refusal.code)
            return False
        return True

    async def _comment(self, post_id: int, text: str, guid: str, ticket: SendTicket) -> int:
        answer = await Calls(self._key, ticket).call(
            "wall.createComment",
            owner_id=-self._group_id,
            post_id=post_id,
            from_group=self._group_id,
            message=text,
            guid=guid,
        )
        return _number(answer, "comment_id")


def _without_pictures(attached: Attached, right: Right | None = None) -> tuple[Shortfall, ...]:
    """What is told of pictures that VK did not take; ``right``: what the key of the upload has to have, if it can."""
    missing = right if attached.right_missing else None
    return (Shortfall(what="pictures", right=missing),) if attached.refused else ()


def flat_label(label: str) -> str:
    return disarm(" ".join(label.split()).rstrip(":"))


def _hashtags(post: Post) -> str:
    return " ".join(f"#{tag}" for tag in post.hashtags)


def _post_id(refs: tuple[str, ...]) -> int | None:
    return int(refs[0]) if refs and refs[0].isdecimal() else None


def _number(answer: Any, name: str) -> int:
    number = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(number, int):
        raise Garbled(f"no {name}")
    return number
