"""Every table says what it holds of people, and docs/personal-data.md says the same.

After a change of the declarations write the page anew: ``TEZKI_RECORD=1 pytest tests/storage/test_personal.py``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from domain.purposes import PURPOSES, Purpose
from storage.tables import inbox, letters, librarians, metadata, outbox, pictures, plan_imports
from storage.tables.files import unused
from storage.tables.library_merges import library_merge_traces
from storage.tables.moderation import complaints
from storage.tables.personal import (
    Erased,
    erasing,
    erasures,
    found_by,
    kept,
    kept_for_purpose,
    lacks,
    nobody,
    own,
    personal,
    serves,
    sources,
    to_a_person,
    withheld,
)
from storage.tables.retention import ForGood, GoesWith, KeptFor, KeptWhileSeen, emptied_in_time, retention_of

PAGE: Final = Path(__file__).parents[2] / "docs" / "personal-data.md"
BEGIN, END = "<!-- the declarations -->\n", "<!-- /the declarations -->\n"
SOMEBODY: Final = Erased(id=7, chats=((1, 7),))


def written() -> str:
    """The table of the page."""
    lines = ["| table | column | why | for | when the person is erased |", "|---|---|---|---|---|"]
    lines += [
        f"| `{one.column.table.name}` | `{one.column.name}` | {one.why} | {', '.join(one.purposes)} | {one.goes} |"
        for one in kept(metadata)
    ]
    lines += ["", "What it is kept for (`domain/purposes.py`), and on which ground of art. 6 of 152-ФЗ:", ""]
    lines += ["| purpose | ground | a child agrees | tables |", "|---|---|---|---|"]
    lines += [f"| {purpose} | {one.ground} | {one.child} | {_tables(purpose)} |" for purpose, one in PURPOSES.items()]
    lines += ["", "How long the rows of these tables are kept, if nobody asks for their erasure:", ""]
    lines += ["| table | kept |", "|---|---|"]
    holding = (table for _, table in sorted(metadata.tables.items()) if _holds(table))
    lines += [f"| `{table.name}` | {_kept(table)} |" for table in holding]
    lines += ["", "What is emptied while its row stays:", "", "| column | after |", "|---|---|"]
    lines += [f"| `{column}` | {term.time.days} days: {term.why} |" for column, term in emptied_in_time(metadata)]
    lines += ["", "What people do not get in the file of their data:", ""]
    lines += [f"- `{column}`: {why}" for column, why in withheld(metadata).items()]
    lines += ["", "Nothing of any person is in:", ""]
    others = (table for _, table in sorted(metadata.tables.items()) if not _holds(table))
    lines += [f"- `{table.name}`: {table.info['nobody']}" for table in others]
    return "\n".join(lines) + "\n"


def _tables(purpose: Purpose) -> str:
    return ", ".join(f"`{table.name}`" for table in kept_for_purpose(metadata, purpose)) or "none yet"


def _holds(table: sa.Table) -> bool:
    return any(one.column.table is table for one in kept(metadata))


def _kept(table: sa.Table) -> str:
    match retention_of(table):
        case KeptFor(time=time, why=why):
            return f"{time.days} days: {why}" if time else f"no longer than needed: {why}"
        case GoesWith(table=other):
            return f"as long as its row of `{other}`"
        case KeptWhileSeen(unseen=unseen, answered_in=answered_in, why=why):
            return f"{why}: asked after {unseen.days} days without a word, erased {answered_in.days} days later"
        case ForGood(why=why):
            return f"for good: {why}"
    raise LookupError(f"{table.name} does not say how long its rows are kept")


def test_the_page_says_what_the_tables_declare() -> None:
    page = PAGE.read_text("utf-8")
    head, tail = page.partition(BEGIN)[0], page.partition(END)[2]
    now = f"{head}{BEGIN}{written()}{END}{tail}"
    if os.environ.get("TEZKI_RECORD"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "the declarations have changed: see the head of this file"


def test_every_table_says_what_it_holds_of_people() -> None:
    assert lacks(metadata) == []


def with_people(*columns: sa.Column[Any], info: dict[Any, Any] | None = None) -> sa.MetaData:
    """A table beside that of people."""
    house = sa.MetaData()
    chat = sa.Column("chat", sa.Text, info=personal("x"))
    sa.Table("people", house, sa.Column("id", sa.Integer, primary_key=True), chat, info=serves(Purpose.SERVICE))
    sa.Table("loans", house, sa.Column("id", sa.Integer, primary_key=True), *columns, info=info)
    return house


def to_person(gone: str | None) -> sa.ForeignKey:
    return sa.ForeignKey("people.id", ondelete=gone)


@pytest.mark.parametrize(
    ("house", "line"),
    [
        (with_people(), "table loans: either its columns say what is personal, or it says nobody(…)"),
        (
            with_people(sa.Column("who", sa.Integer, to_person("CASCADE"), info=own("x")), info=nobody("books")),
            "table loans: either its columns say what is personal, or it says nobody(…)",
        ),
        (
            with_people(sa.Column("who", sa.Integer, to_person("CASCADE")), info=nobody("books")),
            "column loans.who: refers to a person and does not say why",
        ),
        (
            with_people(sa.Column("who", sa.Integer, info=own("x"))),
            "column loans.who: is said to name whose row it is and refers to nobody",
        ),
        (
            with_people(sa.Column("phone", sa.Integer, info=personal("x", given=True))),
            "column loans.phone: holds words that somebody gave, and no column says whose row it is",
        ),
        (
            with_people(sa.Column("who", sa.Integer, to_person(None), info=own("x"))),
            "column loans.who: does not let the person go",
        ),
        (
            with_people(sa.Column("who", sa.Integer, to_person("CASCADE"), info=personal("x"))),
            "column loans.who: the row goes with the person, so it is theirs: own(…)",
        ),
        (
            with_people(
                sa.Column("who", sa.Integer, to_person("SET NULL"), info=personal("x")),
                sa.Column("phone", sa.Integer, info=personal("x")),
            ),
            "column loans.phone: nothing says when it goes",
        ),
        (
            with_people(sa.Column("who", sa.Integer, to_person("CASCADE"), info=own("x"))),
            "column loans.who: kept for no purpose (serves(…) of its table)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_table_does_not_say_is_named(house: sa.MetaData, line: str) -> None:
    assert line in lacks(house)


def test_a_statement_of_its_own_says_when_a_column_goes() -> None:
    phone = sa.Column("phone", sa.Integer, info=personal("x"))
    theirs = found_by(lambda person: sa.literal(person.id) == sa.literal(0))
    info = erasing("deleted", lambda _: sa.delete(pictures)) | serves(Purpose.SAFETY) | theirs
    assert lacks(with_people(phone, info=info)) == []


def test_a_column_may_be_kept_for_another_purpose_than_its_table() -> None:
    name = sa.Column("name", sa.Text, info=personal("to be called", purposes=(Purpose.NAME,)))
    whose = sa.Column("who", sa.Integer, to_person("CASCADE"), info=own("whose"))
    house = with_people(whose, name, info=serves(Purpose.SERVICE))
    assert {one.column.name: one.purposes for one in kept(house)} == {
        "chat": (Purpose.SERVICE,),
        "who": (Purpose.SERVICE,),
        "name": (Purpose.NAME,),
    }
    assert [table.name for table in kept_for_purpose(house, Purpose.NAME)] == ["loans"]
    assert kept_for_purpose(house, Purpose.PHOTOS) == []


def test_rows_that_nobody_finds_are_named() -> None:
    phone = sa.Column("phone", sa.Integer, info=personal("x"))
    house = with_people(phone, info=erasing("deleted", lambda _: sa.delete(pictures)) | serves(Purpose.SAFETY))
    assert lacks(house) == ["table loans: refers to no person, and nothing says how their rows are found (found_by)"]


def test_a_reference_to_a_person_cannot_be_withheld() -> None:
    """It is never taken along: what is to be said of it is nothing."""
    who = sa.Column("who", sa.Integer, to_person("SET NULL"), info=personal("x", withheld="x"))
    assert "column loans.who: who somebody is goes into no file anyway" in lacks(with_people(who))


def test_every_personal_column_is_taken_along_or_says_why_not() -> None:
    taken = {str(column) for source in sources(metadata) for column in source.columns}
    references = {str(one.column) for one in kept(metadata) if to_a_person(one.column)}
    missing = {str(one.column) for one in kept(metadata)} - taken - references
    others = {"address_joins.trace", "complaints.answer", "library_merge_traces.trace"}
    assert missing == set(withheld(metadata)) == others


def test_a_table_is_erased_before_those_that_it_refers_to() -> None:
    """A letter and a claim let go of their pictures before these are looked through for those nothing refers to."""
    order = [statement.table for statement in erasures(metadata, SOMEBODY)]
    assert set(order) == {complaints, inbox, outbox, letters, librarians, library_merge_traces, pictures, plan_imports}
    assert max(order.index(letters), order.index(librarians)) < order.index(pictures)


def test_a_picture_is_used_wherever_a_column_refers_to_it() -> None:
    uses = str(unused())
    references = [key.parent for table in metadata.tables.values() for key in table.foreign_keys]
    pointing = [column for column in references if any(key.column is pictures.c.id for key in column.foreign_keys)]
    assert len(pointing) == uses.count("EXISTS") == 5
    assert all(str(column) in uses for column in pointing)
