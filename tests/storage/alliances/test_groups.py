"""Groups and posts on both databases."""

from datetime import timedelta

from storage.alliances.groups import Group
from storage.database import Database
from talk.messenger import Publish, Revise
from talk.prompt import Post, Section
from talk.rich import rich
from tests.storage.libraries.namesakes import NOW, account, alliance, group, person

DAY = timedelta(days=1)
PLAN = Post(section=Section.PLANS, text=rich("План на декабрь"))


async def test_a_group_is_bound_once_it_was_inspected(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        telegram, someone = await account(books), await person(books)
        pending = await books.groups.bind(
            alliance_id=founded.id, account_id=telegram, external_id=-100, bound_by=someone, at=NOW
        )
        assert await books.groups.of_alliance(founded.id) == ()
        assert await books.groups.all_of_alliance(founded.id) == (pending,)
        await books.groups.report(
            pending.id,
            title="Тёзки Ивановки",
            link=None,
            threads={"plans": 4, "chronicle": 5},
            missing=("pin",),
            title_fits=True,
            at=NOW + DAY,
        )
        (bound,) = await books.groups.of_alliance(founded.id)
    assert (pending.state, pending.kind) == ("pending", "telegram")
    assert bound.state == "bound"
    assert bound.threads == {"plans": 4, "chronicle": 5}
    assert bound.missing == ("pin",)
    assert (bound.bound_by, bound.bound_at, bound.inspected_at) == (someone, NOW, NOW + DAY)


async def test_a_bound_group_cannot_be_taken_over_until_it_is_free(database: Database) -> None:
    async with database.writing() as books:
        one, two = await alliance(books), await alliance(books)
        bound = await group(books, one.id)
        rival = await person(books, 2)

        async def claim() -> Group:
            return await books.groups.bind(
                alliance_id=two.id,
                account_id=bound.account_id,
                external_id=bound.external_id,
                bound_by=rival,
                at=NOW + DAY,
            )

        refused = await claim()
        await books.groups.unbind(bound.id)
        taken = await claim()
    assert refused == bound
    assert (taken.id, taken.alliance_id, taken.state, taken.bound_at) == (bound.id, two.id, "pending", NOW + DAY)


async def test_a_group_that_was_unbound_while_it_was_looked_at_stays_so(database: Database) -> None:
    async with database.writing() as books:
        bound = await group(books, (await alliance(books)).id)
        await books.groups.unbind(bound.id)
        assert not await books.groups.report(
            bound.id, title="Книголюбы", link=None, threads={}, missing=(), title_fits=True, at=NOW
        )
        unbound = await books.groups.get(bound.id)
    assert unbound is not None
    assert (unbound.state, unbound.title) == ("unbound", bound.title)


async def test_a_lost_or_renamed_group_is_remembered_as_such(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        bound = await group(books, founded.id)
        await books.groups.rename(bound.id, "Книголюбы", title_fits=False)
        renamed = await books.groups.by_external(bound.account_id, bound.external_id)
        await books.groups.lose(bound.id)
        lost = await books.groups.get(bound.id)
        assert await books.groups.of_alliance(founded.id) == ()
    assert renamed is not None
    assert (renamed.title, renamed.title_fits, renamed.state) == ("Книголюбы", False, "bound")
    assert lost is not None
    assert lost.state == "lost"


async def test_a_group_that_moved_gets_what_was_waiting_for_it(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        bound, other = await group(books, founded.id, -55), await group(books, founded.id, -66)
        for where in (bound, other):
            action = Publish(group=where.external_id, post=PLAN)
            await books.outbox.put(where.account_id, where.external_id, action, lane=2, now=NOW)
        # The messenger told of the new group before it told that it is the old one.
        await books.groups.bind(
            alliance_id=founded.id,
            account_id=bound.account_id,
            external_id=-1000055,
            bound_by=await person(books),
            at=NOW,
        )
        await books.groups.migrate(bound.account_id, -55, -1000055)
        groups = await books.groups.all_of_alliance(founded.id)
        waiting = await books.delivery_queue.due(bound.account_id, NOW, limit=9)
        await books.groups.migrate(bound.account_id, -55, -1000055)
        assert await books.groups.all_of_alliance(founded.id) == groups, "told twice"
    assert [(one.id, one.external_id) for one in groups] == [(bound.id, -1000055), (other.id, -66)]
    assert [(row.chat, row.action) for row in waiting] == [
        (-1000055, Publish(group=-1000055, post=PLAN)),
        (-66, Publish(group=-66, post=PLAN)),
    ]


async def test_a_post_is_new_then_unchanged_then_changed(database: Database) -> None:
    async with database.writing() as books:
        bound = await group(books, (await alliance(books)).id)
        new = await books.posts.upsert(bound.id, "event:12", "plans", "aaa", at=NOW)
        same = await books.posts.upsert(bound.id, "event:12", "plans", "aaa", at=NOW + DAY)
        untouched = await books.posts.get(new.id)
        other = await books.posts.upsert(bound.id, "event:12", "plans", "bbb", at=NOW + 2 * DAY)
        changed = await books.posts.get(new.id)
    assert (new.digest, new.digest_before) == ("aaa", None)
    assert (same.id, same.digest, same.digest_before) == (new.id, "aaa", "aaa")
    assert (other.id, other.digest, other.digest_before) == (new.id, "bbb", "aaa")
    assert untouched is not None
    assert untouched.updated_at == NOW
    assert changed is not None
    assert (changed.digest, changed.updated_at) == ("bbb", NOW + 2 * DAY)


async def test_a_revision_knows_the_messages_that_it_revises(database: Database) -> None:
    async with database.writing() as books:
        bound = await group(books, (await alliance(books)).id)
        post = await books.posts.upsert(bound.id, "event:12", "plans", "aaa", at=NOW)
        revision = Revise(group=bound.external_id, thread=7, post=PLAN, changes=rich("Перенесено"))
        undelivered = await books.posts.with_refs(revision, post.id)
        await books.posts.delivered(post.id, refs=("41", "42"), link="https://t.me/ivanovka/41", at=NOW)
        delivered = await books.posts.with_refs(revision, post.id)
        await books.posts.delivered(post.id, refs=("41",), link=None, at=NOW)
        assert await books.posts.link_of("event:12") == "https://t.me/ivanovka/41", "an edit tells no link"
    assert undelivered == Publish(group=bound.external_id, thread=7, post=PLAN)
    assert isinstance(delivered, Revise)
    assert delivered.refs == ("41", "42")


async def test_subjects_link_to_their_first_group_even_when_it_is_lost(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        one, two = await group(books, founded.id, -1), await group(books, founded.id, -2)
        for where, subject, link in ((one, "a", None), (two, "a", "a2"), (one, "b", "b1"), (two, "b", "b2")):
            post = await books.posts.upsert(where.id, subject, "plans", "x", at=NOW)
            await books.posts.delivered(post.id, refs=("1",), link=link, at=NOW)
        await books.groups.lose(one.id)
        links = [await books.posts.link_of(subject) for subject in ("a", "b", "c")]
        of_subject = await books.posts.of_subject("b")
    assert links == ["a2", "b1", None]
    assert [post.group_id for post in of_subject] == [one.id, two.id]
