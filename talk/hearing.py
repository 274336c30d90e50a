"""One reply against the pending question: the engine's own words first, then the field (rules 4 and 6)."""

from __future__ import annotations

from dataclasses import replace

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.field import Answer, Half, Taken
from talk.fields.text import fold, says
from talk.question import Question, QuestionContext
from talk.reply import Reply
from talk.signals import Asked, GoBack


def hear(question: Question, reply: Reply, draft: JsonValue, question_context: QuestionContext) -> JsonValue:
    """The frozen answer to the pending question. Raises Asked when it is none yet, GoBack when Back was meant."""
    phrases, field = question_context.phrases, question.field
    answer = reply.answer
    match reply.meaning:
        case "back":
            inner = field.back(draft)
            if inner is None:
                raise GoBack
            raise Asked(question, inner.draft)
        case "again":
            raise Asked(question, draft)
        case "skip" if question.optional:
            return None
        case "skip":
            raise Asked(question, draft, notes=(phrases.cannot_skip,))
        case "keep" if question.suggested is not None and still_fits(question, question.suggested, question_context):
            return question.suggested
        case "done" if field.gathers and answer is not None:
            answer = replace(answer, done=True)
        case "keep" | "done" if not reply.typed:
            raise Asked(question, draft, notes=(phrases.stale,))
        case "answer" if answer is not None and reply.typed and not _names(question, answer, question_context):
            said = says(fold(answer.text), phrases.polite_words)
            if said in phrases.none_words and field.gathers and (draft is not None or field.has_begun):
                answer = replace(answer, done=True)
            elif said in phrases.none_words and question.optional:
                return None
            elif said in phrases.yes_words and _is_kept(question, question_context):
                return question.suggested
    if answer is None:
        raise Asked(question, draft)
    return _read(question, answer, draft, question_context)


def _names(question: Question, answer: Answer, question_context: QuestionContext) -> bool:
    return question.field.names(answer.text, question.reading(question_context))


def _is_kept(question: Question, question_context: QuestionContext) -> bool:
    """Whether a yes means what is suggested."""
    return question.suggested is not None and still_fits(question, question.suggested, question_context)


def _read(question: Question, answer: Answer, draft: JsonValue, question_context: QuestionContext) -> JsonValue:
    try:
        heard = question.field.hear(answer, draft, question.reading(question_context))
    except Refused as refused:
        raise Asked(question, draft, notes=(refused.text,), refused=True) from None
    match heard:
        case Taken(value=value):
            frozen: JsonValue = question.field.freeze(value)
            return frozen
        case Half(draft=on_its_way, note=note, quiet=quiet):
            raise Asked(question, on_its_way, notes=() if note is None else (note,), quiet=quiet)


def still_fits(question: Question, frozen: JsonValue, question_context: QuestionContext) -> bool:
    """Whether an answer of before (kept, suggested) is still one now."""
    if frozen is None:
        return question.optional
    try:
        question.field.check(question.field.thaw(frozen), question.reading(question_context))
    except (Refused, ValueError, TypeError, LookupError):
        return False
    return True
