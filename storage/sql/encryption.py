"""Keys of messengers at rest: encrypted with TEZKI_SECRET_KEY, so that a copy of the database opens no account.

The secret may be a pass phrase, so it is stretched by scrypt (RFC 7914) with a salt per value; the cipher is Fernet.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.sql.errors import WrongKey

SALT: Final = 16
"""Bytes in front of every sealed value."""


def encrypt(text: str, secret: str) -> bytes:
    """Bytes from which only the same secret brings the text back. Sealing twice gives different bytes."""
    salt = os.urandom(SALT)
    return salt + _cipher(secret, salt).encrypt(text.encode())


def decrypt(sealed: bytes, *secrets: str) -> str:
    """The text. Raises WrongKey when it is none of these secrets or the bytes were damaged."""
    with _opening():
        return _ciphers(secrets, sealed[:SALT]).decrypt(sealed[SALT:]).decode()


def rotate(sealed: bytes, *secrets: str) -> bytes:
    """The same text under the first of the secrets alone, whichever of them opens it now. Raises WrongKey."""
    with _opening():
        return sealed[:SALT] + _ciphers(secrets, sealed[:SALT]).rotate(sealed[SALT:])


@contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except InvalidToken as error:
        raise WrongKey("sealed with another TEZKI_SECRET_KEY, or damaged") from error


def _ciphers(secrets: Sequence[str], salt: bytes) -> MultiFernet:
    return MultiFernet([_cipher(secret, salt) for secret in secrets])


def _cipher(secret: str, salt: bytes) -> Fernet:
    if not secret:
        raise ValueError("TEZKI_SECRET_KEY is empty")
    stretched = Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(stretched))
