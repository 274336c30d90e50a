"""What VK's refusals mean for us. The one place where foreign errors become ``Undelivered``.

The table follows errors.json of VK's schema 5.199; what to do about a code comes from practice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from vk_api.exceptions import ApiError, ApiHttpError, Captcha, VkApiError

from talk.messenger import Broken, Impossible, Later, Uncertain, Undelivered, Unreachable

MINUTES = 5 * 60.0
HOURS = 3 * 3600.0
SOON = 30.0
POST_LIMIT = 214
MAY_TRY_AGAIN = frozenset({8, 15})

NO_RIGHT = frozenset({7, 15, 20, 21, 23, 27, 28, 200, 203, 210, 211, 212, 213, 214, 260, 1051})
"""Codes by which VK says that this key may not do this; another key or another way may."""
USER_KEY_IS_NO_USE = NO_RIGHT | {5, 14, 17, 24, 25, 1116, 1117, 3609}
"""Codes after which the community key does what the administrator's key was to do."""

Meaning = Callable[[str], Undelivered]


def _later(after: float, *, everyone: bool = False) -> Meaning:
    return lambda reason: Later(reason, after=after, everyone=everyone)


def _broken(advice: str) -> Meaning:
    return lambda reason: Broken(f"{reason.rstrip('.')}. {advice}")


_NEW_KEY = _broken("Make a new community key in the settings of the community (API usage) and give it to the bot")
_OWNER = _broken("VK wants the owner of the key to confirm something: open VK as that person")
_SETTINGS = _broken("Switch on messages and bot abilities in the settings of the community")
_messages_off = _broken("Switch on messages in the settings of the community, or make a key with the right «messages»")

MEANINGS: Mapping[int, Meaning] = {
    **dict.fromkeys((6,), _later(1, everyone=True)),
    **dict.fromkeys((9, 223, 1105), _later(MINUTES)),
    **dict.fromkeys((1, 10, 13, 22, 32, 36, 43, 105, 118, 121), _later(SOON)),
    **dict.fromkeys((29, 601), _later(HOURS)),
    **dict.fromkeys(
        (14, 3300), _broken("VK wants a captcha: open VK as the owner of the key; the bot tries again every minute")
    ),
    **dict.fromkeys((17, 24, 25, 3301, 3302, 3303, 3304, 11500), _OWNER),
    **dict.fromkeys((2, 4, 5, 11, 16, 27, 28, 34, 35, 38, 41, 42, 1114, 1116, 1117, 1118, 3609, 3610), _NEW_KEY),
    **dict.fromkeys((912,), _SETTINGS),
    **dict.fromkeys((18, 37, 39, 900, 901, 902, 950, 985, 987, 988), Unreachable),
    **dict.fromkeys((917, 922, 927, 932, 935, 936, 945, 946), Unreachable),
    **dict.fromkeys((7, 8, 15, 20, 21, 23, 30, 203, 210, 211, 212, 213, 214, 222, 260, 1051), Impossible),
    **dict.fromkeys((3, 12, 40, 100, 103, 104, 113, 125, 129, 603, 2000), Impossible),
    **dict.fromkeys((909, 910, 911, 913, 914, 920, 940, 943, 944), Impossible),
}
"""Error code → what it means. A code that is not here will not get better by itself either: Impossible."""


def undelivered(trouble: VkApiError | requests.RequestException) -> Undelivered:
    """The error in our words. Never shows parameters, addresses or keys: the text is for a log."""
    match trouble:
        case ApiError():
            return of_code(trouble.code, str(trouble.error.get("error_msg", "")))
        case Captcha():
            return of_code(14, "Captcha needed")
        case ApiHttpError():
            return _of_status(trouble.response.status_code)
        case requests.RequestException() if never_sent(trouble):
            return Later("VK cannot be reached", after=10, everyone=True)
        case requests.Timeout():
            return Uncertain("VK did not answer in time")
        case requests.RequestException():
            return Uncertain("the connection to VK broke")
    return Uncertain("VK answered something that is not an answer")


def of_sending(refusal: ApiError) -> Undelivered:
    """The same of a message that was refused as a whole, whoever it was for: nobody can be answered at all."""
    failure = undelivered(refusal)
    if refusal.code in NO_RIGHT and isinstance(failure, Impossible | Broken):
        return _messages_off(str(failure))
    return failure


def of_code(code: int, text: str = "") -> Undelivered:
    """The meaning of an error code of the API, also of one inside the answer of ``messages.send``."""
    reason = f"VK error {code}: {text}" if text else f"VK error {code}"
    if code in MAY_TRY_AGAIN and "try again" in text.lower():
        return Later(reason, after=SOON)
    if code == POST_LIMIT and any(word in text.lower() for word in ("limit", "a day", "per day")):
        return Later(reason, after=HOURS)
    return MEANINGS.get(code, Impossible)(reason)


def _of_status(status: int) -> Undelivered:
    reason = f"VK answered with HTTP status {status}"
    if status in {requests.codes.too_many_requests, requests.codes.service_unavailable} or status < 500:  # noqa: PLR2004 - from here on the server itself is in trouble
        return Later(reason, after=60, everyone=True)
    return Uncertain(reason)


def never_sent(trouble: requests.RequestException) -> bool:
    """Whether not a byte of the request left: no such name, refused."""
    if isinstance(trouble, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = trouble.args[0] if trouble.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError | ConnectTimeoutError)
