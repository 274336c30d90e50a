"""Posts on the wall: with the community's key, with an administrator's key, and when a post changes."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest
from PIL import Image

from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import Later, NoRight, Publish, Revise, SendTicket, Sent, Shortfall, Uncertain
from talk.prompt import Button, Post, Section, ShownPicture
from talk.rich import bold, lines, link, rich
from talk.updates import PictureId
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import picture
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer

ELKA = Post(
    section=Section.PLANS,
    text=lines(bold("Ёлка тёзок"), link("Подробнее", "https://tezki.example/e/1")),
    hashtags=("план_александровка", "тёзки"),
    rows=((Button(label="Пойду", invite="go-1"), Button(label="Адрес", url="https://tezki.example/map")),),
    pictures=(ShownPicture(id=PictureId(1), alt="Ёлка у клуба"), ShownPicture(id=PictureId(2), alt="Афиша")),
)


async def publish(messenger: VkMessenger, community: Community, post: Post = ELKA, key: int = 1) -> Sent:
    done = await messenger.perform(Publish(group=community.id, post=post), key, SendTicket())
    assert isinstance(done, Sent)
    return done


async def revise(messenger: VkMessenger, community: Community, refs: tuple[str, ...], key: int = 2) -> Sent:
    post = Post(section=Section.PLANS, text=rich("Ёлка переехала в школу"))
    done = await messenger.perform(
        Revise(group=community.id, post=post, changes=rich("Новое место: школа"), refs=refs), key, SendTicket()
    )
    assert isinstance(done, Sent)
    return done


async def test_to_send_a_post_on_there_is_a_button_of_vks_own(messenger: VkMessenger, community: Community) -> None:
    share = Button(label="Поделиться", share="e_12")
    await publish(messenger, community, replace(ELKA, rows=(*ELKA.rows, (share,))))
    await publish(messenger, community, ELKA, key=2)
    first, second = community.posts
    assert first.text == second.text


async def test_a_post_is_the_communitys_own_with_words_links_and_hashtags(
    messenger: VkMessenger, community: Community
) -> None:
    sent = await publish(messenger, community)
    [post] = community.posts
    assert (post.from_id, post.signer_id) == (-community.id, None)
    assert post.text == (
        "Ёлка тёзок\nПодробнее (https://tezki.example/e/1)\n\n"
        "Ёлка у клуба\nАфиша\n\n"
        f"Пойду: https://vk.me/club{community.id}?ref=go-1\nАдрес: https://tezki.example/map\n\n"
        "#план_александровка #тёзки"
    )
    assert sent == Sent(refs=(str(post.id),), link=f"https://vk.com/wall-{community.id}_{post.id}")


async def test_with_the_community_key_a_picture_comes_as_a_file_that_is_called_by_the_event(
    messenger: VkMessenger, community: Community
) -> None:
    await publish(messenger, community, replace(ELKA, pictures=ELKA.pictures[:1]))
    assert [(a.kind, a.title, a.content) for a in community.posts[0].attachments] == [
        ("doc", "Ёлка тёзок.jpg", picture())
    ]


async def test_with_the_community_key_ten_photos_are_one_picture_that_shows_them_all(
    messenger: VkMessenger, community: Community
) -> None:
    ten = tuple(ShownPicture(id=PictureId(number), alt="") for number in (*range(1, 10), 404))
    await publish(messenger, community, replace(ELKA, pictures=ten))
    (file,) = community.posts[0].attachments
    with Image.open(io.BytesIO(file.content)) as shown:
        assert shown.size == (3 * (640 + 12) + 12, 3 * (480 + 12) + 12)
        greens = [shown.getpixel((12 + 320 + x * 652, 12 + 240 + y * 492)) for x in range(3) for y in range(3)]
    assert all(isinstance(one, tuple) and one[1] > one[0] + 50 for one in greens)


async def test_what_is_posted_again_is_not_uploaded_again_unless_vk_has_lost_it(
    vk: VkServer, community: Community, make: Make
) -> None:
    messenger = make()
    await publish(messenger, community, key=1)
    await publish(messenger, community, key=2)
    assert [call.method for call in vk.calls].count("docs.save") == 1
    vk.world.media.attachments.clear()
    messenger._wall._uploads._clock = lambda: time.monotonic() + 3600
    with pytest.raises(Later):
        await publish(messenger, community, key=3)
    vk.violations.clear()  # that VK has lost it nobody could know
    await publish(messenger, community, key=3)
    assert [call.method for call in vk.calls].count("docs.save") == 2


async def test_with_an_administrators_key_pictures_are_photos(vk: VkServer, make: Make, community: Community) -> None:
    vk.add_user_key(community.founder, "hers")
    await publish(make(user_token="hers"), community)
    [post] = community.posts
    assert [(a.kind, a.title) for a in post.attachments] == [("photo", "Ёлка у клуба"), ("photo", "Афиша")]
    assert post.from_id == -community.id


async def test_a_key_without_documents_posts_the_words_alone_and_says_so(
    vk: VkServer, make: Make, community: Community
) -> None:
    vk.add_key(community, "poor", rights=["wall"])
    sent = await publish(make(token="poor"), community)
    assert sent.shortfalls == (Shortfall(what="pictures", right="docs"),)
    assert community.posts[0].attachments == ()
    assert "Ёлка у клуба" in community.posts[0].text


@pytest.mark.parametrize("code", [105, 22])
async def test_a_picture_that_vk_does_not_take_is_reported_whoevers_key_it_is(
    vk: VkServer, make: Make, community: Community, code: int
) -> None:
    vk.fails("docs.save", code)
    assert (await publish(make(), community)).shortfalls == (Shortfall(what="pictures"),)
    vk.add_user_key(community.founder, "hers")
    hers = make(user_token="hers")
    vk.fails("photos.saveWallPhoto", code)
    sent = await publish(hers, community, key=2)
    assert (sent.shortfalls, len(community.posts[-1].attachments)) == ((Shortfall(what="pictures"),), 1)
    vk.fails("photos.saveWallPhoto", code)
    other = replace(ELKA, pictures=(ShownPicture(id=PictureId(3), alt="Другая"),))
    edited = await hers.perform(
        Revise(group=community.id, post=other, changes=rich("Новая афиша"), refs=sent.refs), 3, SendTicket()
    )
    assert isinstance(edited, Sent)
    assert (edited.refs, edited.shortfalls) == (sent.refs, (Shortfall(what="pictures"),))


async def test_an_administrators_key_that_died_is_replaced_by_the_communitys(make: Make, community: Community) -> None:
    await publish(make(user_token="revoked long ago"), community)
    assert [a.kind for a in community.posts[0].attachments] == ["doc"]


async def test_a_captcha_for_the_administrator_does_not_stop_the_community(
    vk: VkServer, make: Make, community: Community
) -> None:
    vk.add_user_key(community.founder, "hers")
    vk.asks_captcha("wall.post")
    await publish(make(user_token="hers"), community)
    assert len(community.posts) == 1


async def test_the_same_key_is_the_same_post(vk: VkServer, make: Make, community: Community) -> None:
    vk.faults.next("wall.post", faults.lost_answer(), faults.reset_after_done())
    with pytest.raises(Uncertain):
        await publish(make(timeouts=(1, 0.3)), community, key=5)
    sent = await publish(make(), community, key=5)
    assert [str(post.id) for post in community.posts] == list(sent.refs)


async def test_another_installation_with_the_same_row_posts_its_own(make: Make, community: Community) -> None:
    for salt in ("the first life", "the second"):
        await publish(make(salt=salt), community, key=5)
    assert len(community.posts) == 2


async def test_what_was_under_way_before_guids_were_salted_is_known_by_its_old_one(
    make: Make, community: Community
) -> None:
    community.add_post(from_id=community.owner_id, text="Ёлка тёзок", guid="5")
    new = make(salt="a", unsalted=5)
    await publish(new, community, key=5)
    assert len(community.posts) == 1
    await publish(new, community, key=6)
    assert len(community.posts) == 2


async def test_a_very_long_post_goes_on_in_comments(messenger: VkMessenger, community: Community) -> None:
    words = "\n\n".join(f"{number}. " + "Читаем вслух и поём. " * 20 for number in range(45))
    post = Post(section=Section.PLANS, text=rich(words), hashtags=("план",))
    await publish(messenger, community, post)
    [wall_post] = community.posts
    assert wall_post.text.endswith("#план")
    assert len(wall_post.text) <= 12_000
    said = [wall_post.text.removesuffix("#план"), *(comment.text for comment in wall_post.comments)]
    assert "".join("".join(said).split()) == "".join(words.split())
    assert all(len(comment.text) <= 4_000 for comment in wall_post.comments)
    assert {comment.from_id for comment in wall_post.comments} == {-community.id}


async def test_where_comments_are_closed_a_very_long_post_is_out_and_says_that_it_is_not_whole(
    vk: VkServer, messenger: VkMessenger, community: Community
) -> None:
    post = Post(section=Section.PLANS, text=rich("\n\n".join("Читаем вслух и поём. " * 20 for _ in range(45))))
    vk.fails("wall.createComment", 213)
    sent = await publish(messenger, community, post)
    [wall_post] = community.posts
    assert (sent.refs, sent.shortfalls) == ((str(wall_post.id),), (Shortfall(what="rest"),))


async def test_without_an_administrators_key_a_change_is_a_comment_and_a_new_post(
    messenger: VkMessenger, community: Community
) -> None:
    old = await publish(messenger, community)
    new = await revise(messenger, community, old.refs)
    before, after = community.posts
    assert after.text == "Новое место: школа\n\nЁлка переехала в школу"
    assert [comment.text for comment in before.comments] == [f"Новое место: школа\n{new.link}"]
    assert new.refs == (str(after.id),)
    assert new.shortfalls == (Shortfall(what="removal", links=(old.link or "",)),), "the old one shows what it did"


async def test_a_change_told_twice_is_told_once(vk: VkServer, messenger: VkMessenger, community: Community) -> None:
    old = await publish(messenger, community)
    vk.fails("wall.createComment", 9)
    with pytest.raises(Later):
        await revise(messenger, community, old.refs)
    await revise(messenger, community, old.refs)
    await revise(messenger, community, old.refs)
    before, _after = community.posts
    assert len(before.comments) == 1


async def test_closed_comments_do_not_keep_a_change_from_being_posted(
    messenger: VkMessenger, community: Community
) -> None:
    old = await publish(messenger, community)
    community.posts[0].comments_closed = True
    await revise(messenger, community, old.refs)
    assert [post.text for post in community.posts][1:] == ["Новое место: школа\n\nЁлка переехала в школу"]


async def test_with_an_administrators_key_the_post_itself_changes(
    vk: VkServer, make: Make, community: Community
) -> None:
    vk.add_user_key(community.founder, "hers")
    messenger = make(user_token="hers")
    assert messenger.limits.edits_posts
    old = await publish(messenger, community)
    new = await revise(messenger, community, old.refs)
    [post] = community.posts
    assert (post.text, post.attachments) == ("Ёлка переехала в школу", ())
    assert new.refs == old.refs
    assert new.shortfalls == ()


async def test_a_post_too_old_to_edit_is_posted_anew(vk: VkServer, make: Make, community: Community) -> None:
    vk.add_user_key(community.founder, "hers")
    messenger = make(user_token="hers")
    old = await publish(messenger, community)
    vk.fails("wall.edit", 15)
    await revise(messenger, community, old.refs)
    assert len(community.posts) == 2
    assert community.posts[0].comments


async def test_a_post_that_was_never_published_is_published_now(messenger: VkMessenger, community: Community) -> None:
    await revise(messenger, community, ())
    assert len(community.posts) == 1


async def test_a_key_without_the_wall_cannot_post(vk: VkServer, make: Make, community: Community) -> None:
    vk.add_key(community, "poor", rights=["messages"])
    with pytest.raises(NoRight, match="27") as caught:
        await publish(make(token="poor"), community, Post(section=Section.PLANS, text=rich("Ёлка")))
    assert caught.value.right == "wall"


@pytest.mark.parametrize("code", [15, 203, 214])
async def test_a_wall_that_is_closed_to_us_waits_to_be_opened(
    vk: VkServer, messenger: VkMessenger, community: Community, code: int
) -> None:
    vk.fails("wall.post", code)
    with pytest.raises(NoRight):
        await publish(messenger, community, key=4)
    await publish(messenger, community, key=4)
    assert len(community.posts) == 1


async def test_a_mention_in_a_librarians_text_calls_nobody(messenger: VkMessenger, community: Community) -> None:
    text = rich("@all приходите, [id1|Павел] придёт, пишите на lib@mail.example")
    await publish(messenger, community, Post(section=Section.PLANS, text=text))
    said = community.posts[0].text
    assert "@all" not in said
    assert "[id1|" not in said
    assert "lib@mail.example" in said
