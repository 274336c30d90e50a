"""Namesakes: who is one, who is not, and why (row 5)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.libraries.names import Match, Reason, judge
from domain.spelling import fold, split_type

NAMES = ("Александровка", "Ивановка", "Михайловка", "Никольское", "Погореловка", "Красное Село", "Ростов-на-Дону")


@pytest.mark.parametrize(
    "spelling",
    [
        "Ивановка",
        "ИВАНОВКА",
        "с. Ивановка",
        "с.Ивановка",
        "с Ивановка",
        "село Ивановка",
        "Ивановка (хутор)",
        "Ивановка, д.",
        "Ивановка с",
        "«Ивановка»",
        'село "Ивановка"',
        "Ивaнoвкa",  # three Latin letters
        "  Ивановка ",
        "Ива\u0301новка",  # a stress mark
        "п.г.т. Ивановка",
        "рабочий посёлок Ивановка",
        "ж/д ст. Ивановка",
        "слобода Ивановка",
        "ст-ца Ивановка",
    ],
)
def test_every_spelling_of_ivanovka_is_ivanovka(spelling: str) -> None:
    assert judge("Ивановка", spelling).match is Match.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Берёзовка", "Березовка"),
        ("Ростов-на-Дону", "г. Ростов на Дону"),
        ("Ново-Ивановка", "Новоивановка"),
        ("1-я Ивановка", "1я Ивановка"),
        ("1-я Ивановка", "Ивановка 1-ая"),
        ("посёлок им. Ленина", "п. имени Ленина"),
        ("Никольское", "Никольское село"),
    ],
)
def test_two_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Ивановка", "1-я Ивановка", Reason.NUMBER_DIFFERS),
        ("Ивановка", "Первая Ивановка", Reason.NUMBER_DIFFERS),
        ("1-я Ивановка", "2-я Ивановка", Reason.NUMBER_DIFFERS),
        ("Ивановка", "Новая Ивановка", Reason.QUALIFIER_DIFFERS),
        ("Ивановка", "Новоивановка", Reason.QUALIFIER_DIFFERS),
        ("Верхняя Ивановка", "Нижняя Ивановка", Reason.QUALIFIER_DIFFERS),
        ("Никольское", "Никольская", Reason.ENDING_DIFFERS),
        ("Ивановка", "Ивановки", Reason.ENDING_DIFFERS),
    ],
)
def test_a_neighbour_is_a_namesake_only_where_the_alliance_is_lenient(one: str, other: str, reason: Reason) -> None:
    strict, lenient = judge(one, other), judge(one, other, lenient=True)
    assert (strict.match, strict.allowed, strict.reason) == (Match.DIFFERENT, False, reason)
    assert (lenient.match, lenient.allowed, lenient.reason) == (Match.SAME_LENIENT, True, reason)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иваново", "Ивановка"),
        ("Александров", "Александровка"),
        ("Красное Село", "село Красное"),
        ("Михайловка", "Никольское"),
    ],
)
def test_another_name_is_no_namesake_even_leniently(one: str, other: str) -> None:
    verdict = judge(one, other, lenient=True)
    assert (verdict.match, verdict.reason, verdict.allowed) == (Match.DIFFERENT, Reason.OTHER_NAME, False)


def test_a_hamlet_and_a_village_of_one_name_are_namesakes_and_the_reason_says_so() -> None:
    verdict = judge("село Ивановка", "хутор Ивановка")
    assert verdict.allowed
    assert verdict.reason is Reason.TYPE_DIFFERS


@pytest.mark.parametrize("nothing", ["", "  ", "«»", "…"])
def test_nobody_is_a_namesake_of_nothing(nothing: str) -> None:
    assert judge(nothing, nothing).reason is Reason.EMPTY
    assert not judge("Ивановка", nothing).allowed


@pytest.mark.parametrize(
    ("name", "kind", "bare"),
    [
        ("с.Ивановка", "село", "Ивановка"),
        ("Посёлок Новый", "посёлок", "Новый"),
        ("Красное Село", None, "Красное Село"),
        ("Царское Село", None, "Царское Село"),
        ("Красный Хутор", None, "Красный Хутор"),
        ("Хутор-Михайловский", None, "Хутор-Михайловский"),
        ("Никольское село", "село", "Никольское"),
        ("Новая Слобода", None, "Новая Слобода"),
        ("село", None, "село"),
        ("Посёлок 2", None, "Посёлок 2"),
    ],
)
def test_the_type_is_told_from_the_name(name: str, kind: str | None, bare: str) -> None:
    assert split_type(name) == (kind, bare)


@example("A0:E")
@example("1.ая")
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.sampled_from(NAMES), st.sampled_from(["с. ", "село ", "хутор ", "п.г.т. ", "г. ", ""]), st.booleans())
def test_case_and_type_never_change_a_verdict(name: str, kind: str, loud: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    spelled = kind + name
    assert judge(name, spelled.upper() if loud else spelled.lower()).match is Match.SAME


@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_a_verdict_is_mutual(one: str, other: str, lenient: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    assert judge(one, other, lenient=lenient).match == judge(other, one, lenient=lenient).match


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_real_names_are_namesakes_only_of_themselves(one: str, other: str) -> None:
    assert judge(one, other).allowed == (one == other)


@pytest.mark.parametrize("piece", ["1", "а", "1-", "с. ", "п.г.т.", "(", "село ", "1-я "])
def test_a_name_of_ten_thousand_signs_is_folded_like_any_other(piece: str) -> None:
    long = (piece * 10_000)[:10_000]
    assert fold(long) == fold(fold(long))
    assert judge(long, long).allowed == (fold(long) != "")
