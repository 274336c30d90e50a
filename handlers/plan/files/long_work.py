"""A long plan is written, or taken back, part by part; its person sees how far it is and may stop the writing.

The wish is a row of ``papers``: a kill at any instant loses nothing, as every part is a transaction with its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from domain.quotas import Quota
from handlers.notices.notices import tell
from handlers.notices.progress import show
from handlers.plan.files import telling, writing
from handlers.plan.files.writing import MOST_AT_ONCE
from handlers.texts.plan import drafts as draft_texts
from handlers.texts.plan import files as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.turn import quotas
from storage.files.long_jobs import PLAN_WORK
from storage.messaging.outbox import Notice
from talk.prompt import Button, Prompt, Rows
from talk.rich import paragraphs, rich

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.books import Books
    from storage.files.long_jobs import LongJob
    from storage.plan.imports import PlanImport
    from talk.rich import Say

MOST_AT_WORK = 1000
"""Plans that are written at the same time, in the whole program."""


async def begin_work(
    context: Context,
    kind: Literal["plan-write", "plan-undo"],
    found: PlanImport,
    *,
    total: int,
    announced: bool = False,
) -> None:
    """The person sees at once that it begins."""
    after = await writing.last_of(context.books, found.id) if kind == "plan-write" else 0
    about = {"import": found.id, "total": total, "announced": announced, "after": after, "counts": {}}
    wish = await context.books.long_jobs.want(context.person.id, kind, about, context.now)
    await show(context.books, wish, _progress(kind, wish, 0, total), context.now)


async def work_on(books: Books, import_id: int) -> LongJob | None:
    """What is being done with that import."""
    wishes = await books.long_jobs.wanted_plans(limit=MOST_AT_WORK)
    return next((wish for wish in wishes if wish.about["import"] == import_id), None)


async def step(books: Books, wish_id: int, raised: Mapping[str, int], now: datetime) -> bool:
    """The next part; ``raised``: quotas that the operator has set. False when there is nothing to do any more."""
    wish = await books.long_jobs.get(wish_id)
    if wish is None or wish.kind not in PLAN_WORK:
        return False
    await books.lock_person(wish.person_id)  # as a turn of theirs does: what it announces is counted with this
    found = await books.plan_imports.get(wish.about["import"], lock=True)  # before the wish, as whoever undoes it does
    wish = await books.long_jobs.get(wish_id, lock=True)
    if wish is None or wish.state != "wanted":
        return False
    roles = await books.roles.of(wish.person_id, now)
    if found is None or not writing.allowed(roles, found, public=await _public(books, wish, found)):
        await _end(
            books, wish, rich(texts.NO_SUCH_IMPORT if found is None else shared.FORBIDDEN), shared.MENU_ROWS, now
        )
        return False
    if wish.kind == "plan-write":
        return await _write(books, wish, found, raised, now)
    return await _undo(books, wish, found, now)


async def _public(books: Books, wish: LongJob, found: PlanImport) -> bool:
    if wish.kind == "plan-write":
        return bool(wish.about["announced"])
    return await writing.is_public(books, found)


async def _write(books: Books, wish: LongJob, found: PlanImport, raised: Mapping[str, int], now: datetime) -> bool:
    person = await books.people.get(wish.person_id)
    assert person is not None, "wishes go with their person"
    left = await quotas.left_to(books, person, Quota.ANNOUNCED, raised, now)
    part = await writing.write_some(
        books,
        found,
        now,
        announced=bool(wish.about["announced"]),
        by=wish.person_id,
        most=MOST_AT_ONCE,
        room=left.left,
    )
    await quotas.spend_of(books, person, Quota.ANNOUNCED, raised, now, amount=part.announced)
    counts = await _count(books, wish, drafts=part.drafts, announced=part.announced, held_back=part.held_back)
    if part.left:
        return True
    await telling.tell_of_writing(books, found, wish.about["after"], by=wish.person_id, now=now)
    text: Say = texts.written(counts["drafts"], counts["announced"], 0, joint=found.joint)
    if counts["held_back"]:
        text = paragraphs(text, left.words)
    await _end(books, wish, text, rows_after_writing(found, drafts=counts["drafts"] > 0), now)
    return False


async def _undo(books: Books, wish: LongJob, found: PlanImport, now: datetime) -> bool:
    part, last = await writing.undo_some(
        books, found, now, after=wish.about["after"], by=wish.person_id, most=MOST_AT_ONCE
    )
    told = {"removed": part.removed, "unseen": part.unseen, "cancelled": part.cancelled, "kept": part.kept}
    counts = await _count(books, wish, after=last, **told)
    if part.left:
        return True
    await books.plan_imports.undone(found.id, now)
    text = texts.undone(counts["removed"], counts["unseen"], counts["cancelled"], counts["kept"])
    await _end(books, wish, text, rows_after_undoing(), now)
    return False


async def _count(books: Books, wish: LongJob, *, after: int | None = None, **more: int) -> Mapping[str, int]:
    before = wish.about["counts"]
    counts = {name: before.get(name, 0) + number for name, number in more.items()}
    about: dict[str, Any] = {**wish.about, "counts": counts}
    if after is not None:
        about["after"] = after
    await books.long_jobs.note(wish.id, about)
    return counts


async def report(books: Books, wish_id: int, now: datetime) -> None:
    """The person's message says how far it is."""
    wish = await books.long_jobs.get(wish_id)
    if wish is not None and wish.state == "wanted":
        await show(books, wish.id, _progress(wish.kind, wish.id, done_of(wish), wish.about["total"]), now)


def done_of(wish: LongJob) -> int:
    return sum(number for name, number in wish.about["counts"].items() if name != "held_back")


def _progress(kind: str, wish_id: int, done: int, total: int) -> Prompt:
    stop = Button(label=texts.STOP, press=f"plan-file-stop:{wish_id}", tone="bad")
    if kind == "plan-undo":
        return Prompt(text=rich(texts.undoing(done, total)), rows=shared.MENU_ROWS)
    return Prompt(text=rich(texts.writing(done, total)), rows=((stop,), (shared.BACK_TO_MENU,)))


async def _end(books: Books, wish: LongJob, text: Say, rows: Rows, now: datetime) -> None:
    """It is over: the message that changed says so, and a new one rings."""
    if not await books.long_jobs.end(wish.id, "done"):
        return  # its person has stopped it meanwhile, and was told so
    fresh = await books.long_jobs.get(wish.id)
    person = await books.people.get(wish.person_id)
    if person is None or fresh is None:
        return
    over = texts.work_over(done_of(fresh), wish.about["total"])
    await show(books, wish.id, Prompt(text=rich(over), rows=shared.MENU_ROWS), now)
    about = Notice(kind="done", subject=f"document:{wish.id}")
    await tell(books, [person], text, now=now, key=lambda _: f"work:{wish.id}", rows=rows, notice=about)


async def fail(books: Books, wish: LongJob, now: datetime) -> None:
    """Something is wrong with the program: what is written stays, and the person hears of it."""
    found = await books.plan_imports.get(wish.about["import"])
    rows = rows_after_writing(found, drafts=True) if found is not None else shared.MENU_ROWS
    await _end(books, wish, texts.WORK_FAILED, rows, now)


def rows_after_writing(found: PlanImport, *, drafts: bool) -> Rows:
    """Drafts of a joint plan are seen by their libraries only."""
    own_drafts = drafts and not found.joint
    every = ((Button(label=draft_texts.ANNOUNCE_ALL, press="drafts-announce", tone="main"),),) if own_drafts else ()
    mine = Button(label=texts.DRAFTS, press="mine:drafts") if own_drafts else Button(label=planning.MINE, press="mine")
    undo = Button(label=texts.UNDO, press=f"plan-file-undo:{found.id}")
    return (*every, *(((mine,),) if not found.joint else ()), (undo,), (shared.BACK_TO_MENU,))


def rows_after_undoing() -> Rows:
    return ((Button(label=texts.LOAD, press="import-plan"),), (shared.BACK_TO_MENU,))
