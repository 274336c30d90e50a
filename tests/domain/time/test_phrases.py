"""Phrases as people say them, by kind (row 22). ``python -m tests.domain.time.test_phrases`` prints the score."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.time.cities import hours_ahead, zones_named
from domain.time.spoken import Moment, Unclear, moved, parse_length, parse_moment

NOW = datetime(2026, 11, 19, 10, 20, tzinfo=ZoneInfo("Europe/Moscow"))
TABLES = Path(__file__).parent / "phrases"


def table(name: str) -> list[tuple[str, ...]]:
    """Its lines as cells, without the remarks."""
    lines = (TABLES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def in_a_line(answer: Moment | Unclear) -> str:
    """«2026-12-05 15:00..2026-12-07>17:00 FREQ=WEEKLY», «2026-12», or the reason with its facts."""
    if isinstance(answer, Unclear):
        return " ".join([answer.reason, *(f"{name}={fact}" for name, fact in sorted(answer.facts.items()))])
    if answer.month:
        return f"{answer.month:%Y-%m}"
    parts = (("", answer.day), (" ", answer.time), ("..", answer.last), (">", answer.until), (" ", answer.repeats))
    return "".join(sign + _short(part) for sign, part in parts if part is not None).strip()


def _short(part: date | time | str) -> str:
    return f"{part:%H:%M}" if isinstance(part, time) else str(part)


@pytest.mark.parametrize(("kind", "phrase", "meant"), table("moments"))
def test_a_phrase_is_understood(kind: str, phrase: str, meant: str) -> None:
    assert in_a_line(parse_moment(phrase, NOW)) == meant, kind


@pytest.mark.parametrize(("phrase", "meant"), table("moves"))
def test_an_event_is_moved_in_words(phrase: str, meant: str) -> None:
    start = datetime(2026, 12, 5, 15, tzinfo=ZoneInfo("Asia/Omsk"))
    assert in_a_line(moved(phrase, start, NOW)) == meant


@pytest.mark.parametrize(("phrase", "starts", "minutes"), table("lengths"))
def test_a_length_is_understood(phrase: str, starts: str, minutes: str) -> None:
    length = parse_length(phrase, time.fromisoformat(starts) if starts else None)
    said = str(int(length / timedelta(minutes=1))) if isinstance(length, timedelta) else str(length.reason)
    assert said == minutes


@pytest.mark.parametrize(("phrase", "ahead"), table("clocks"))
def test_a_clock_is_understood(phrase: str, ahead: str) -> None:
    assert sorted({f"{hours_ahead(zone) / timedelta(hours=1):g}" for zone in zones_named(phrase)}) == sorted(
        ahead.split(",") if ahead else []
    )


def main() -> None:
    """To standard output."""
    right, every = Counter[str](), Counter[str]()
    for kind, phrase, meant in table("moments"):
        said = in_a_line(parse_moment(phrase, NOW))
        every[kind] += 1
        right[kind] += said == meant
        if said != meant:
            print(f"  {phrase!r}: {said!r} and not {meant!r}")  # noqa: T201 - a score for the console
    for kind, count in every.items():
        print(f"{kind:18} {right[kind]:4} of {count}")  # noqa: T201 - a score for the console
    print(f"{'all':18} {right.total():4} of {every.total()}")  # noqa: T201 - a score for the console


if __name__ == "__main__":
    main()
