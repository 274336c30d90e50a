"""Telling, publishing, revising.

Telegram has no key by which it would swallow a repetition. So a deed of several messages remembers, while the
program lives, which of them have arrived, and goes on from there; what was in flight at a crash may come twice.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram.methods import (
    DeleteMessages,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetChat,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message

from bot.messengers.beside import beside
from bot.messengers.catalogue import FetchDocument, no_documents
from bot.messengers.telegram import layout, render
from bot.messengers.telegram.api import Api, Arrived, Calls
from bot.messengers.telegram.failures import Gone, NoThread, NoTopic, StaleFile, Unchanged, Uneditable
from bot.messengers.telegram.keyboard import inline
from bot.messengers.telegram.layout import Album, Paper, Photo, Picture, Piece, Words
from bot.messengers.telegram.pinning import pin
from bot.messengers.telegram.vacated import CARD, vacated_card
from handlers.texts.groups import standing
from talk.messenger import (
    BULK,
    Broken,
    Later,
    Migrated,
    PictureRefused,
    Publish,
    Revise,
    SendTicket,
    Sent,
    Settling,
    Shortfall,
    Tell,
    Uncertain,
    Undelivered,
)
from talk.prompt import Post, ShownPicture
from talk.rich import Rich, linked, paragraphs, rich
from talk.updates import DocumentId, PictureId

log = structlog.get_logger(__name__)

HTML = "HTML"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
SUPERGROUPS = -1_000_000_000_000
"""The ids of supergroups and channels begin below it; messages of basic groups have no addresses."""
REMEMBERED = 1000
ALBUM_SECONDS = 5.0
"""Before an album that did not come whole is sent anew; what had come of it was taken away."""

BESIDE_ITS_SECTION = Shortfall(what="section", right="topics")
NOT_ABOUT_IT = (Later, Uncertain, Migrated, Broken)
"""Failures that say nothing about the message in hand."""
_NAMED = re.compile(r"message #(\d+)")
"""Which of an album a refusal is about."""

Keyboard = InlineKeyboardMarkup | None
FetchPicture = Callable[[PictureId], Awaitable[bytes]]


class Sending:
    """Puts what is said into messages and sends them."""

    def __init__(
        self,
        api: Api,
        pictures: FetchPicture,
        invitation: Callable[[str], str],
        documents: FetchDocument = no_documents,
    ) -> None:
        self._api = api
        self._documents = documents
        self._pictures = pictures
        self._invitation = invitation
        self._arrived: OrderedDict[tuple[int, str], list[tuple[int, ...]]] = OrderedDict()
        self._uploaded: OrderedDict[PictureId, str] = OrderedDict()
        self._names: dict[int, str | None] = {}
        self._shown: OrderedDict[tuple[int, int], object] = OrderedDict()
        """What messages of ours say, by chat and number: what they say already is not said to them again."""

    async def tell(self, action: Tell, key: int, ticket: SendTicket) -> Sent:
        async with beside(self._settle(action.chat, action.settles) if action.settles is not None else None):
            return await self._tell(action, key, ticket)

    async def _settle(self, chat: int, settling: Settling) -> None:
        """Behind all that somebody waits for."""
        call, message = Calls(self._api, SendTicket(lane=BULK)), int(settling.ref)
        if settling.text is None:
            self._shown.pop((chat, message), None)
            await call(EditMessageReplyMarkup(chat_id=chat, message_id=message))
        else:
            await self._edit(call, Words(text=render.strip(settling.text)), chat, message)

    async def _tell(self, action: Tell, key: int, ticket: SendTicket) -> Sent:
        call, prompt = Calls(self._api, ticket), action.prompt
        pieces: tuple[Piece | Paper, ...] = await self._lay_out(
            prompt.text, prompt.pictures, inline(prompt.rows, self._invitation)
        )
        if prompt.paper is not None:
            pieces = (*await self._paper(prompt.paper), *pieces)
        first: tuple[str, ...] = ()
        if action.replaces is not None and action.replaces.isdigit() and not isinstance(pieces[0], Album | Paper):
            try:
                await self._edit(call, pieces[0], action.chat, int(action.replaces))
            except Uneditable:
                log.info("telegram_sent_anew", outbox=key)
            else:
                first, pieces = (action.replaces,), pieces[1:]
        refs, _ = await self._send(call, pieces, action.chat, None, (key, "rest" if first else "all"))
        self._arrived.pop((key, "rest" if first else "all"), None)
        return Sent(refs=first + refs)

    async def publish(self, action: Publish, key: int, ticket: SendTicket) -> Sent:
        call = Calls(self._api, ticket)
        refs, found = await self._send(call, await self._post(action.post), action.group, action.thread, (key, "all"))
        if action.post.pinned:
            await pin(call, action.group, refs[0])
        link = await self._link(call, action.group, refs[0])
        self._arrived.pop((key, "all"), None)
        return Sent(refs=refs, link=link, shortfalls=() if found else (BESIDE_ITS_SECTION,))

    async def revise(self, action: Revise, key: int, ticket: SendTicket) -> Sent:
        """The old messages say the new; what is too much goes, what is missing follows. If they cannot: a new post.

        What may not go says no longer what it said: pictures may have been taken back by those who are on them.
        """
        if not action.refs:
            return await self.publish(Publish(group=action.group, thread=action.thread, post=action.post), key, ticket)
        call = Calls(self._api, ticket)
        pieces = await self._post(action.post)
        old = [int(ref) for ref in action.refs]
        new = layout.single(pieces)
        edited, following = not self._arrived.get((key, "all")), new[len(old) :]
        if edited:
            try:
                for message, ref in zip(new, old, strict=False):
                    await self._edit(call, message, action.group, ref)
            except Uneditable:
                log.info("telegram_published_anew", outbox=key)
                edited = False
        deed = (key, "rest" if edited else "all")
        more, found = await self._send(call, following if edited else pieces, action.group, action.thread, deed)
        refs = (*map(str, old[: len(new)]), *more) if edited else more
        if action.post.pinned is not None and edited is not action.post.pinned:
            await pin(call, action.group, refs[0], up=action.post.pinned)
        link = await self._link(call, action.group, refs[0])
        left = await self._clear(call, action.group, old[len(new) :] if edited else old, None if edited else link)
        self._arrived.pop(deed, None)
        shortfalls: list[Shortfall] = [] if found else [BESIDE_ITS_SECTION]
        if left:
            addresses = [await self._link(call, action.group, str(ref)) for ref in left]
            links = tuple(address for address in addresses if address is not None)
            shortfalls.append(Shortfall(what="removal", right="delete", links=links))
        return Sent(refs=refs, link=link, shortfalls=tuple(shortfalls))

    async def _post(self, post: Post) -> tuple[Piece, ...]:
        tags = " ".join("#" + tag.lstrip("#") for tag in post.hashtags)
        return await self._lay_out(paragraphs(post.text, tags), post.pictures, inline(post.rows, self._invitation))

    async def _lay_out(self, text: Rich, shown: Sequence[ShownPicture], keyboard: Keyboard) -> tuple[Piece, ...]:
        pictures = [picture for one in shown if (picture := await self._at_hand(one)) is not None]
        return layout.lay_out(linked(text, self._invitation), pictures, keyboard)

    async def _at_hand(self, shown: ShownPicture) -> Picture | None:
        """A picture goes up once; afterwards its id at Telegram will do. One that was erased meanwhile is left out."""
        known = self._uploaded.get(shown.id)
        try:
            return Picture(id=shown.id, alt=shown.alt, file=known or await self._pictures(shown.id))
        except LookupError:
            log.warning("telegram_picture_is_gone", picture=shown.id)
            return None

    async def _paper(self, paper: DocumentId) -> tuple[Paper, ...]:
        """The document; nothing where it was sent and forgotten already: a repeat brings the words alone."""
        try:
            name, raw = await self._documents(paper)
        except LookupError:
            log.warning("telegram_paper_is_gone", paper=paper)
            return ()
        return (Paper(name=name, raw=raw),)

    async def _send(
        self, call: Calls, pieces: Sequence[Piece | Paper], chat: int, thread: int | None, deed: tuple[int, str]
    ) -> tuple[tuple[str, ...], bool]:
        """The ids of all messages, and whether the topic was found: General takes what it cannot.

        What arrived at an earlier try of this deed is not sent again, until the deed is done and that is forgotten.
        """
        arrived, found = self._arrived.setdefault(deed, []), True
        for piece in pieces[len(arrived) :]:
            try:
                arrived.append(await self._put(call, piece, chat, thread))
            except NoThread as failure:
                if thread is None:
                    raise
                log.warning("telegram_topic_is_closed", outbox=deed[0])
                thread, found = None, not isinstance(failure, NoTopic)
                arrived.append(await self._put(call, piece, chat, thread))
            while len(self._arrived) > REMEMBERED:
                self._arrived.popitem(last=False)
        return tuple(str(message) for messages in arrived for message in messages), found

    async def _put(self, call: Calls, piece: Piece | Paper, chat: int, thread: int | None) -> tuple[int, ...]:
        messages: list[Message]
        if isinstance(piece, Paper):
            file = BufferedInputFile(piece.raw, filename=piece.name)
            return ((await call(SendDocument(chat_id=chat, document=file))).message_id,)
        match piece:
            case Words():
                messages = [
                    await call(
                        SendMessage(
                            chat_id=chat,
                            message_thread_id=thread,
                            text=render.html(piece.text),
                            parse_mode=HTML,
                            link_preview_options=NO_PREVIEW,
                            reply_markup=piece.keyboard,
                        )
                    )
                ]
            case Photo():
                send_photo = SendPhoto(
                    chat_id=chat,
                    message_thread_id=thread,
                    photo=_file(piece.picture),
                    caption=render.html(piece.caption),
                    parse_mode=HTML,
                    reply_markup=piece.keyboard,
                )
                messages = [await self._carry(call, send_photo, [piece])]
            case Album():
                media = [_media(photo) for photo in piece.photos]
                send_album = SendMediaGroup(chat_id=chat, message_thread_id=thread, media=list(media))
                messages = await self._carry(call, send_album, piece.photos)
                if len(messages) < len(piece.photos):
                    await self._remove(call, chat, [message.message_id for message in messages])
                    raise Later(f"an album of {len(piece.photos)} came back as {len(messages)}", after=ALBUM_SECONDS)
        for message, single in zip(messages, layout.single([piece]), strict=False):
            self._remember(message, single)
            self._shows(chat, message.message_id, single)
        return tuple(message.message_id for message in messages)

    async def _edit(self, call: Calls, piece: Piece, chat: int, message: int) -> None:
        """Put a new content into an old message. Raises Uneditable when it is gone or cannot hold it."""
        if self._shown.get((chat, message)) == _looks(piece):
            return
        self._shown.pop((chat, message), None)
        try:
            match piece:
                case Words():
                    edited = await call(
                        EditMessageText(
                            chat_id=chat,
                            message_id=message,
                            text=render.html(piece.text),
                            parse_mode=HTML,
                            link_preview_options=NO_PREVIEW,
                            reply_markup=piece.keyboard,
                        )
                    )
                case Photo():
                    edit = EditMessageMedia(
                        chat_id=chat, message_id=message, media=_media(piece), reply_markup=piece.keyboard
                    )
                    edited = await self._carry(call, edit, [piece])
                case Album():
                    raise Uneditable("an album is edited photo by photo")
        except Unchanged:
            self._shows(chat, message, piece)
            return
        self._shows(chat, message, piece)
        if not isinstance(edited, bool):  # True: it was said through an inline message, which we never do
            self._remember(edited, piece)

    async def _carry(self, call: Calls, method: TelegramMethod[Any], photos: Sequence[Photo]) -> Any:
        """Call a method that brings pictures; ids that Telegram has forgotten are forgotten here too.

        Of an album the refusal names the one that is not taken; where it does not, it may be any.
        """
        try:
            return await call(method)
        except PictureRefused as error:
            named = _NAMED.search(str(error))
            chosen = photos[int(named[1]) - 1 : int(named[1])] if named else photos
            refused = frozenset() if error.right else frozenset(photo.picture.id for photo in chosen)
            raise PictureRefused(str(error), pictures=refused, right=error.right) from None
        except StaleFile as error:
            known = [photo.picture.id for photo in photos if isinstance(photo.picture.file, str)]
            for picture in known:
                self._uploaded.pop(picture, None)
            if not known:
                raise
            raise Later(str(error), after=1.0) from None

    def _remember(self, message: Message | Arrived, piece: Piece) -> None:
        self._names[message.chat.id] = message.chat.username
        if isinstance(piece, Photo) and message.photo:
            largest = max(message.photo, key=lambda size: size.width * size.height)
            self._uploaded[piece.picture.id] = largest.file_id
            while len(self._uploaded) > REMEMBERED:
                self._uploaded.popitem(last=False)

    def _shows(self, chat: int, message: int, piece: Piece) -> None:
        self._shown[chat, message] = _looks(piece)
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)

    async def _remove(self, call: Calls, chat: int, messages: Sequence[int]) -> bool:
        """Take messages away, as far as Telegram lets us: those of the last two days, or any where we may delete."""
        try:
            await call(DeleteMessages(chat_id=chat, message_ids=list(messages)))
        except NOT_ABOUT_IT:
            raise
        except Undelivered as error:
            log.info("telegram_old_post_stays", reason=str(error))
            return False
        return True

    async def _clear(self, call: Calls, chat: int, messages: Sequence[int], link: str | None) -> list[int]:
        """Old messages go, or say only where to read on (``link``); those that still say what they said."""
        if not messages or await self._remove(call, chat, messages):
            return []
        words = standing.moved_on(link) if link else None
        return [message for message in messages if not await self._vacate(call, chat, message, words)]

    async def _vacate(self, call: Calls, chat: int, message: int, words: Rich | None) -> bool:
        """Whether nothing is left of what an old message said or showed."""
        try:
            try:
                await self._edit(call, Words(text=words or rich(standing.NOT_NEEDED)), chat, message)
            except Gone:
                return True
            except Uneditable:  # it has a picture
                card = Picture(id=CARD, file=self._uploaded.get(CARD) or await vacated_card())
                await self._edit(
                    call, Photo(picture=card, caption=words or rich(standing.PHOTO_REMOVED)), chat, message
                )
        except NOT_ABOUT_IT:
            raise
        except Undelivered as error:
            log.warning("telegram_old_message_stands", reason=str(error))
            return False
        return True

    async def _link(self, call: Calls, group: int, ref: str) -> str | None:
        if group > SUPERGROUPS:
            return None
        if group not in self._names:
            try:
                self._names[group] = (await call(GetChat(chat_id=group))).username
            except Undelivered:
                return link(group, None, ref)
        return link(group, self._names[group], ref)


def link(group: int, username: str | None, ref: str) -> str | None:
    """The address of a message; that of a private group opens for its members only."""
    if group > SUPERGROUPS:
        return None
    return f"https://t.me/{username}/{ref}" if username else f"https://t.me/c/{SUPERGROUPS - group}/{ref}"


def _looks(piece: Piece) -> object:
    """Alike for what looks alike; never so for an album, which is edited photo by photo."""
    match piece:
        case Words():
            return render.html(piece.text), piece.keyboard and piece.keyboard.model_dump_json()
        case Photo():
            keyboard = piece.keyboard and piece.keyboard.model_dump_json()
            return piece.picture.id, render.html(piece.caption), keyboard
    return object()


def _file(picture: Picture) -> BufferedInputFile | str:
    if isinstance(picture.file, str):
        return picture.file
    return BufferedInputFile(picture.file, filename=f"{picture.id}.jpg")


def _media(photo: Photo) -> InputMediaPhoto:
    return InputMediaPhoto(media=_file(photo.picture), caption=render.html(photo.caption) or None, parse_mode=HTML)
