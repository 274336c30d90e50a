"""A group's title names its settlement in any case form (Положение §5.1; row 16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.libraries.titles import title_mentions

DECLENSION = {
    "Александровка": "Александровки Александровке Александровку Александровкой Александровок Александровках",
    "Ивановка": "Ивановки Ивановке Ивановку Ивановкой Ивановок",
    "Михайловка": "Михайловки Михайловке Михайловку Михайловкой",
    "Погореловка": "Погореловки Погореловке Погореловку Погореловкой Погореловок",
    "Никольское": "Никольского Никольскому Никольском Никольским",
    "Кудыкино": "Кудыкина Кудыкину Кудыкиным Кудыкине Кудыкино",
    "Ключи": "Ключей Ключам Ключах",
    "Новый Оскол": "Нового_Оскола Новому_Осколу Новом_Осколе",
    "Ростов-на-Дону": "Ростова-на-Дону Ростове-на-Дону Ростовом-на-Дону",
    "Верхняя Покровка": "Верхней_Покровки Верхнюю_Покровку",
    "1-я Ивановка": "1-й_Ивановки 1-ю_Ивановку",
}
FORMS = [(name, form.replace("_", " ")) for name, forms in DECLENSION.items() for form in (*forms.split(), name)]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_every_case_form_is_recognised(name: str, form: str) -> None:
    assert title_mentions(f"Библиотеки {form}: тёзки России", name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Тёзки Александровки", "с. Александровка"),
        ("ТЕЗКИ АЛЕКСАНДРОВКИ", "Александровка"),
        ("#МыИзПогореловки", "Погореловка"),
        ("тезки_погореловки", "Погореловка"),
        ("Новоивановки вместе", "Ново-Ивановка"),
        ("Ново-Ивановки вместе", "Новоивановка"),
        ("«Никольское» — наш дом", "Никольское"),
        ("Берёзовки", "Березовка"),
    ],
)
def test_the_way_of_writing_does_not_matter(title: str, name: str) -> None:
    assert title_mentions(title, name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Александровский район", "Александровка"),
        ("Библиотеки Александрова", "Александровка"),
        ("Ивановские чтения", "Ивановка"),
        ("Никольский район", "Никольское"),
        ("Жители Никольского района", "Никольское"),
        ("Николаевка", "Никольское"),
        ("Ивановка", "Новая Ивановка"),
        ("Нью-Александровкаленд", "Александровка"),
        ("", "Ивановка"),
        ("Библиотеки", ""),
        ("Библиотеки", "«»"),
    ],
)
def test_a_likeness_is_not_a_mention(title: str, name: str) -> None:
    assert not title_mentions(title, name)


@given(st.text(max_size=40), st.sampled_from(sorted(DECLENSION)), st.text(max_size=40))
def test_a_name_between_any_other_words_is_found(before: str, name: str, after: str) -> None:
    assert title_mentions(f"{before}. {name}. {after}", name)


def test_a_name_in_letters_that_no_dictionary_knows_is_found_as_it_is() -> None:
    assert title_mentions("Тёзки 𗀀", "𗀀")
    assert title_mentions("Friends of Berezovka-town", "berezovka")


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_title_and_no_name_is_too_strange_to_answer(title: str, name: str) -> None:
    assert title_mentions(title, name) in {True, False}


@given(st.text(alphabet="абвгд ", max_size=60), st.sampled_from(sorted(DECLENSION)))
def test_a_title_without_the_name_does_not_mention_it(title: str, name: str) -> None:
    assert not title_mentions(title, name)
