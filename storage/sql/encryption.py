"""Keys of messengers at rest: encrypted with TEZKI_SECRET_KEY, so that a copy of the database opens no account.

The secret may be a pass phrase, so it is stretched by scrypt (RFC 7914) with a salt per value; the cipher is Fernet.
"""

from __future__ import annotations

import base64
import os
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.sql.errors import WrongKey

SALT: Final = 16
"""Bytes in front of every sealed value."""


def encrypt(text: str, secret: str) -> bytes:
    """Bytes from which only the same secret brings the text back. Sealing twice gives different bytes."""
    salt = os.urandom(SALT)
    return salt + _cipher(secret, salt).encrypt(text.encode())


def decrypt(sealed: bytes, secret: str) -> str:
    """The text. Raises WrongKey when the secret is another one or the bytes were damaged."""
    cipher = _cipher(secret, sealed[:SALT])
    try:
        return cipher.decrypt(sealed[SALT:]).decode()
    except InvalidToken as error:
        raise WrongKey("sealed with another TEZKI_SECRET_KEY, or damaged") from error


def _cipher(secret: str, salt: bytes) -> Fernet:
    if not secret:
        raise ValueError("TEZKI_SECRET_KEY is empty")
    stretched = Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(stretched))
