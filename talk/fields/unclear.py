"""From why a date is unclear to what the person reads about it."""

from __future__ import annotations

from datetime import date

from domain.time.spoken import Unclear, Why
from talk.errors import Refused
from talk.phrases import Phrases
from talk.rich import Say


def refusal(unclear: Unclear, otherwise: Say, phrases: Phrases) -> Refused:
    """The refusal that says what is wrong; ``otherwise`` where the text just was not understood."""
    facts = unclear.facts
    match unclear.reason:
        case Why.IMPOSSIBLE_DATE:
            return Refused(phrases.no_such_day())
        case Why.IMPOSSIBLE_TIME | Why.NEEDS_TIME:
            return Refused(phrases.not_a_time())
        case Why.PAST if "day" in facts:
            return Refused(phrases.in_the_past(phrases.day(date.fromisoformat(str(facts["day"])))))
        case Why.PAST if "month" in facts:
            return Refused(phrases.in_the_past(phrases.month(date.fromisoformat(str(facts["month"])))))
        case Why.TOO_FAR:
            return Refused(phrases.too_far(str(facts.get("year", ""))))
        case Why.DIFFERENT_DAYS:
            return Refused(
                phrases.different_days(*(date.fromisoformat(str(facts[name])) for name in ("first", "second")))
            )
        case Why.MANY_DAYS:
            return Refused(phrases.many_days([date.fromisoformat(day) for day in str(facts["days"]).split(",")]))
        case Why.OWN_DAY:
            return Refused(phrases.own_day())
        case Why.DIFFERENT_TIMES | Why.DAY_OR_NIGHT | Why.TIME_OR_SPAN:
            return Refused(phrases.ambiguous())
    return Refused(otherwise)
