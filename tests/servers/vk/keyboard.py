"""Keyboards as VK accepts them: one bad button and the whole message is refused with 911 (VK.md §2)."""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from tests.servers.vk.failures import Violated

LABEL_LIMIT = 40  # characters
PAYLOAD_LIMIT = 255  # bytes: some clients count characters, the smaller of the two is safe
ROW_WIDTH = 5
INLINE_ROWS, INLINE_BUTTONS = 6, 10
REGULAR_ROWS, REGULAR_BUTTONS = 10, 40
COLOURS = frozenset({"primary", "secondary", "positive", "negative"})
LABELLED = frozenset({"text", "callback", "open_link", "open_app"})
KINDS = LABELLED | {"location", "vkpay", "open_photo"}
COLOURED = frozenset({"text", "callback"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button; `payload` is the JSON text that comes back when it is pressed."""

    kind: str
    label: str
    payload: str | None = None
    link: str | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """An accepted keyboard: `inline` hangs under its message, the other kind under the whole conversation."""

    inline: bool
    one_time: bool
    rows: tuple[tuple[Button, ...], ...]

    @property
    def labels(self) -> list[list[str]]:
        return [[button.label for button in row] for row in self.rows]

    def find(self, label: str) -> Button | None:
        """The button with exactly this label; the first one if several bear it."""
        return next((b for row in self.rows for b in row if b.label == label), None)


def parse(text: str) -> Keyboard:
    """The keyboard of this JSON text; Violated(911) when VK would not take it."""
    try:
        raw = json.loads(text)
    except ValueError:
        _refuse("keyboard is not JSON")
    if not isinstance(raw, dict):
        _refuse("keyboard is not an object")
    if unknown := set(raw) - {"buttons", "inline", "one_time", "author_id"}:
        _refuse(f"unknown keys {sorted(unknown)}")
    inline, one_time = raw.get("inline", False), raw.get("one_time", False)
    if not isinstance(inline, bool) or not isinstance(one_time, bool):
        _refuse("inline and one_time should be boolean")
    if inline and one_time:
        _refuse("inline keyboard can't be one_time")
    rows = _rows(raw.get("buttons"))
    count = sum(len(row) for row in rows)
    if len(rows) > (INLINE_ROWS if inline else REGULAR_ROWS):
        _refuse("buttons contain too much rows")
    if count > (INLINE_BUTTONS if inline else REGULAR_BUTTONS):
        _refuse("keyboard contains too much buttons")
    if inline and not count:
        _refuse("inline keyboard has no buttons")
    return Keyboard(inline=inline, one_time=one_time, rows=rows)


def _rows(raw: Any) -> tuple[tuple[Button, ...], ...]:
    if not isinstance(raw, list):
        _refuse("buttons should be an array")
    rows = []
    for y, row in enumerate(raw):
        if not isinstance(row, list) or not row:
            _refuse(f"row {y} should be an array of buttons")
        if len(row) > ROW_WIDTH:
            _refuse(f"row {y} contains too much columns")
        rows.append(tuple(_button(button, f"button [{y}][{x}]") for x, button in enumerate(row)))
    return tuple(rows)


def _button(raw: Any, where: str) -> Button:
    if not isinstance(raw, dict) or not isinstance(raw.get("action"), dict):
        _refuse(f"{where} has no action")
    if unknown := set(raw) - {"action", "color"}:
        _refuse(f"{where} has unknown keys {sorted(unknown)}")
    action = raw["action"]
    kind = action.get("type")
    if kind not in KINDS:
        _refuse(f"{where} has invalid type {kind!r}")
    label = action.get("label", "")
    if kind in LABELLED and (not isinstance(label, str) or not label.strip()):
        _refuse(f"{where} has no label")
    if len(label) > LABEL_LIMIT:
        _refuse(f"{where} label is longer than {LABEL_LIMIT}")
    colour = raw.get("color")
    if colour is not None and (kind not in COLOURED or colour not in COLOURS):
        _refuse(f"{where} has invalid color {colour!r}")
    link = action.get("link")
    if kind == "open_link" and not (isinstance(link, str) and link.startswith(("http://", "https://"))):
        _refuse(f"{where} has invalid link")
    return Button(kind=kind, label=label, payload=_payload(action.get("payload"), where), link=link, colour=colour)


def _payload(raw: Any, where: str) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        _refuse(f"{where} payload should be a string of JSON")
    if len(raw.encode()) > PAYLOAD_LIMIT:
        _refuse(f"{where} payload is longer than {PAYLOAD_LIMIT}")
    try:
        json.loads(raw)
    except ValueError:
        _refuse(f"{where} payload is not JSON")
    return raw


def _refuse(reason: str) -> NoReturn:
    raise Violated(911, reason)
