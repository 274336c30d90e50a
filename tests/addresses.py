"""What happens to the addresses of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.books import Books


async def block(books: Books, person_id: int) -> None:
    """They can be written to nowhere any more."""
    for one in await books.addresses.of(person_id):
        await books.addresses.lose(one.account_id, chat=one.chat)
