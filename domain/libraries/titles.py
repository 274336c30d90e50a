"""Whether a group's title names the settlement in any case form (Положение §5.1; row 16).

The dictionary of pymorphy3 knows the forms of most words and guesses at many more; the endings in the vocabulary add
the plurals it withholds («все Александровки») and the toponyms it has never met. An adjective keeps its gender:
«Никольский район» does not name Никольское, and neither does «Никольского района».
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from domain.lemmas import LONGEST_WORD, dictionary
from domain.spelling import plain, split_type
from domain.vocabulary import settlements
from domain.vocabulary.looks import CAPITAL, SMALL

_CAMEL: Final = re.compile(f"(?<=[a-z{SMALL}])(?=[A-Z{CAPITAL}])")
_HYPHENS: Final = re.compile(r"[-\u2010-\u2015\u2212]")
_NUMBER_HYPHEN: Final = re.compile(r"(?<=\d)[-\u2010-\u2015\u2212](?=[" + SMALL + r"]{1,3}(?!\w))")
_NOT_WORDS: Final = re.compile(r"[^\w]+|_")
_ORDINAL: Final = re.compile(r"(\d+)([" + SMALL + "]{0,3})")
_RUSSIAN: Final = re.compile(f"[{SMALL}]+")


def title_mentions(title: str, settlement_name: str) -> bool:
    """Whether the settlement's name stands in the title, as whole words, in any case and number.

    «Тёзки Александровки», «Библиотеки Никольского», «#МыИзПогореловки» name theirs; «Александровский район»
    names no Александровка. The type of settlement is ignored; an empty name is in no title.
    """
    bare = plain(split_type(settlement_name)[1])
    spaced, joined = _words(bare), _words(_HYPHENS.sub("", bare))
    heads = {_words_of_title(title, joiner="") for title in (title, _CAMEL.sub(" ", title))}
    heads |= {_words_of_title(title, joiner=" ") for title in (title, _CAMEL.sub(" ", title))}
    return any(_stands_in(words, name) for words in heads for name in {spaced, joined} if name)


def _words_of_title(title: str, *, joiner: str) -> tuple[str, ...]:
    return _words(_HYPHENS.sub(joiner, _NUMBER_HYPHEN.sub("", plain(title))))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _NOT_WORDS.split(_HYPHENS.sub(" ", _NUMBER_HYPHEN.sub("", text))) if word)


def _stands_in(title: Sequence[str], name: Sequence[str]) -> bool:
    wanted = _forms_of_name(tuple(name))
    length = len(wanted)
    return any(
        all(word in forms for word, forms in zip(title[at : at + length], wanted, strict=True))
        and not _names_an_area(title, at + length, name)
        for at in range(len(title) - length + 1)
    )


def _names_an_area(title: Sequence[str], following: int, name: Sequence[str]) -> bool:
    """Whether an adjective-like name is followed by what it describes: Никольского района."""
    if not name[-1].endswith(settlements.ADJECTIVE_ENDINGS) or following >= len(title):
        return False
    return title[following].startswith(settlements.AREAS)


def _forms_of_name(name: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Forms of each word; after a preposition or «имени» the rest stands still."""
    forms: list[frozenset[str]] = []
    frozen = False
    for word in name:
        frozen = frozen or (bool(forms) and word in settlements.FREEZING)
        forms.append(frozenset({word}) if frozen else forms_of(word))
    return tuple(forms)


@lru_cache(maxsize=4096)
def forms_of(word: str) -> frozenset[str]:
    """Every form of one plain nominative word, itself included: from the dictionary and from the endings."""
    if len(word) > LONGEST_WORD:
        return frozenset({word})
    if ordinal := _ORDINAL.fullmatch(word):
        endings = settlements.ORDINAL_CASES if ordinal[2] else ()
        return frozenset({word, *(ordinal[1] + ending for ending in endings)})
    if not _RUSSIAN.fullmatch(word):  # the dictionary even fails on some letters of other scripts
        return frozenset({word})
    return frozenset({word, *_by_dictionary(word), *_by_ending(word)})


def _by_dictionary(word: str) -> set[str]:
    forms: set[str] = set()
    for parse in dictionary().parse(word):
        if parse.tag.POS not in {"NOUN", "ADJF"} or parse.tag.case != "nomn":
            continue
        for form in parse.lexeme:
            same_gender = form.tag.number == "plur" or form.tag.gender == parse.tag.gender
            if same_gender and form.tag.POS == parse.tag.POS:
                forms.add(plain(form.word))
    return forms


def _by_ending(word: str) -> set[str]:
    for ending, cases in settlements.CASES:
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) > 1:
            return {stem + case for case in cases}
    if word.endswith(settlements.UNCHANGING_ENDINGS):
        return {word}
    return {word + case for case in settlements.CONSONANT_CASES}
