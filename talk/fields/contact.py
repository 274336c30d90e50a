"""A telephone number or an address of electronic mail, typed or shared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from domain.cleaning import clean
from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Taken, text_of

_PHONE: Final = re.compile(r"\+?[\d\s().\u2010-\u2015\u2212-]{6,30}")
_MAIL: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\s@.<>,;:\"()\[\]\\/]{1,63}\.)+[^\W\d_]{2,63}")
_HERE: Final = "+7"


@dataclass(frozen=True, slots=True)
class Contact(Field[str]):
    """The value is «+79123456789», or the address of mail as typed. A number without its country is Russian."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        del draft
        shared = answer.heard.contact
        typed = clean(shared if shared is not None else text_of(answer, reading, "contact")).strip().strip(",;")
        found = mail_of(typed) or phone_of(typed)
        if found is None:
            raise Refused(reading.phrases.not_a_contact())
        return Taken(found)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        if not isinstance(frozen, str):
            raise TypeError("not a contact")
        return frozen


def mail_of(typed: str) -> str | None:
    """The address, if the text is one and nothing else."""
    typed = typed.removeprefix("mailto:")
    return typed if _MAIL.fullmatch(typed) and ".." not in typed else None


def phone_of(typed: str) -> str | None:
    """The number with its country's code and no signs between, if the text is one and nothing else."""
    if not _PHONE.fullmatch(typed):
        return None
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    if typed.startswith("+") and not digits.startswith("7"):
        return f"+{digits}" if 10 <= len(digits) <= 15 else None  # noqa: PLR2004 - E.164
    if len(digits) == 11 and digits[0] in "78":  # noqa: PLR2004 - a Russian number with its prefix
        return _HERE + digits[1:]
    if len(digits) == 10 and digits[0] in "3489":  # noqa: PLR2004 - and without it
        return _HERE + digits
    return None
