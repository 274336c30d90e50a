"""Who is what in a chat: owner, administrator with rights, member, muted, gone or kicked."""

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",  # since 10.2; aiogram 3.31 cannot read an administrator without it
    "can_pin_messages",
    "can_manage_topics",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A standing in a chat; `rights` matter for administrators only."""

    status: Status
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status not in ("left", "kicked")

    @property
    def rules(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or right in self.rights

    def json(self, user: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {"user": user, "status": self.status}
        match self.status:
            case "creator":
                body["is_anonymous"] = False
            case "administrator":
                body |= {"can_be_edited": False, "is_anonymous": False}
                body |= {right: right in self.rights or right == "can_manage_chat" for right in RIGHTS}
            case "restricted":
                body |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
            case "kicked":
                body["until_date"] = 0
        return body


GONE = Member(status="left")
KICKED = Member(status="kicked")
PLAIN = Member(status="member")
MUTED = Member(status="restricted")
OWNER = Member(status="creator")


def administrator(rights: frozenset[str]) -> Member:
    unknown = rights - set(RIGHTS)
    assert not unknown, f"no such rights of an administrator: {sorted(unknown)}"
    return Member(status="administrator", rights=rights)
