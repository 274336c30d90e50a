"""Posts and comments on a community's wall."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.servers.vk.media import Attachment

TEXT_LIMIT = 16_384  # characters: the highest figure reported; 46 395 was refused for sure (VK.md §1)
ATTACHMENT_LIMIT = 10


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment under a post."""

    id: int
    owner_id: int
    post_id: int
    from_id: int
    date: int
    text: str
    attachments: tuple[Attachment, ...] = ()
    guid: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        """The comment object (wall_wall_comment), as in wall_reply_new."""
        return {
            "id": self.id,
            "from_id": self.from_id,
            "date": self.date,
            "text": self.text,
            "post_id": self.post_id,
            "owner_id": self.owner_id,
            "post_owner_id": self.owner_id,
            "parents_stack": [],
            "attachments": [a.as_json for a in self.attachments],
        }


@dataclass(slots=True, kw_only=True)
class Post:
    """A post as it stands now. `from_id` is negative when it is signed by the community, as it should be."""

    id: int
    owner_id: int
    from_id: int
    date: int
    text: str
    attachments: tuple[Attachment, ...] = ()
    kind: str = "post"  # or suggest, postpone
    signer_id: int | None = None
    guid: str = ""
    edited: int | None = None
    pinned: bool = False
    deleted: bool = False
    comments_closed: bool = False
    comments: list[Comment] = field(default_factory=list)

    @property
    def photos(self) -> list[bytes]:
        return [a.content for a in self.attachments if a.kind == "photo"]

    @property
    def links(self) -> list[str]:
        return [a.title for a in self.attachments if a.kind == "link"]

    @property
    def documents(self) -> dict[str, bytes]:
        return {a.title: a.content for a in self.attachments if a.kind == "doc"}

    @property
    def as_json(self) -> dict[str, Any]:
        """The post object (wall_wallpost), as in wall_post_new."""
        body: dict[str, Any] = {
            "inner_type": "wall_wallpost",
            "id": self.id,
            "owner_id": self.owner_id,
            "from_id": self.from_id,
            "created_by": self.signer_id or self.from_id,
            "date": self.date,
            "text": self.text,
            "post_type": self.kind,
            "marked_as_ads": 0,
            "attachments": [a.as_json for a in self.attachments],
            "comments": {"count": len(self.comments)},
            "is_favorite": False,
            "donut": {"is_donut": False},
        }
        if self.signer_id is not None:
            body["signer_id"] = self.signer_id
        if self.edited is not None:
            body["edited"] = self.edited
        if self.pinned:
            body["is_pinned"] = 1
        return body
