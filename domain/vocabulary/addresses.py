"""How the parts of an address are written in one line: a district, a region."""

from typing import Final

DISTRICT: Final = r"(?:района?|р-н|р\.\s?н\.?|муниципальный\s+район|м\.?\s?р-н)"
"""The word for a district, before or behind its name."""
OTHER_DISTRICTS: Final = (
    r"(?:(?:муниципальный|городской|национальный)\s+(?:округ|район)|м\.\s?о\.|г\.\s?о\.|улус|кожуун|округ)"
)
NOT_A_DISTRICT: Final = r"автономн\w+\s+(?:округ|область)"
ADJECTIVE: Final = r"[а-яё-]+(?:ий|ый|ой|ого|его)"
OF_A_DISTRICT: Final = (("ского района", "ский район"), ("цкого района", "цкий район"))
"""«Аннинского района» is «Аннинский район»."""
SHORT_DISTRICT: Final = r"(?:р-н|р\.\s?н\.?|м\.?\s?р-н)"
WHOLE_DISTRICT: Final = "район"
REGION: Final = (
    r"[а-яё-]+(?:ая|ой)\s+(?:(?:автономная\s+)?област[ьи]|обл(?:\.|(?!\w)))"
    r"|[а-яё-]+(?:ий|ого)\s+кра[йя]"
    r"|(?:республика|респ\.)\s+[а-яё-]+(?:\s*\([а-яё-]+\))?"
    r"|[а-яё-]+(?:ая)\s+республика"
    r"|[а-яё-]+(?:ий)(?:\s*[—–-]\s*югра)?\s+автономный\s+округ(?:\s*[—–-]\s*югра)?"
)
REGION_WORDS: Final = r"(?<!\w)(?:област[ьи]|обл|кра[йя]|республика|респ|автономный|автономная|ао)(?!\w)"
"""What a part has that is a region and no settlement: «Ростов» alone is a town."""
