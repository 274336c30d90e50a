"""Letters of other alphabets that look like a Russian one (UTS 39).

Written by ``scripts/confusables.py`` from Unicode 15.0.0; what NFKC takes apart is not in it.
"""

from typing import Final

UNICODE: Final = "15.0.0"

LOOK_LIKE: Final[dict[str, str]] = {
    "а": "\u0251\u03b1\u1d00",
    "б": "\u13ee\u2cd2\U000118d5",
    "в": "\u0299\u13fc",
    "г": "\u1d26\u2c85\uab47\uab48\uab81",
    "е": "\u04bd\u1d07\uab32",
    "з": "\u025c\u1d08",
    "и": "\u0377\u1d0e\U0001044d",
    "к": "\u0138\u03ba\u1d0b\u2c95\uabb6",
    "л": "\u1d2b",
    "м": "\u028d\u1d0d\uab87",
    "н": "\u029c\uab8b",
    "о": (
        "\u03bf\u03c3\u0585\u05e1\u0647\u06be\u06c1\u06d5\u0d20\u101d\u10ff"
        "\u1d0f\u1d11\u2c9f\uab3d\U0001042c\U000104ea\U000118c8\U000118d7"
    ),
    "п": "\u03c0\u1d28",
    "р": "\u03c1\u1d18\u2ca3",
    "с": "\u1d04\u2ca5\uabaf\U0001043d",
    "т": "\u03c4\u1d1b\uab72",
    "у": "\u0263\u028f\u03b3\u04af\u10e7\u1d8c\u1eff\uab5a\U000118dc",
    "ф": "\u0278\u03c6\u2cab",
    "х": "\u1541\u157d",
    "ш": "\u2cbd",
    "ь": "\u0185\uab9f",
    "я": "\u1d19",
    "А": "\u0391\u13aa\u15c5\ua4ee\U000102a0\U00016f40",
    "Б": "\u0182\u0183",
    "В": "\u0392\u13f4\u15f7\ua4d0\ua7b4\U00010282\U000102a1\U00010301",
    "Г": "\u0393\u13b1\u14a5\u2c84\U00016f07",
    "Е": "\u0395\u13ac\u2d39\ua4f0\U00010286\U000118a6\U000118ae",
    "З": "\u01b7\u021c\u04e0\u2ccc\ua76a\ua7ab\U000118ca\U00016f3b",
    "И": "\u0376\ua6a1\U00010425",
    "К": "\u039a\u13e6\u16d5\u2c94\ua4d7\U00010518",
    "Л": "\u0245\u039b\u1431\u2d37\ua4e5\ua6ce\U0001028d\U000104b0\U00016f3d",
    "М": "\u039c\u03fa\u13b7\u15f0\u16d6\u2c98\ua4df\U000102b0\U00010311",
    "Н": "\u0397\u13bb\u157c\u2c8e\ua4e7\U000102cf",
    "О": "\u039f\u0555\u0b20\u12d0\u2c9e\u2d54\ua4f3\U00010292\U000102ab\U00010404\U000104c2\U00010516\U000118b5",
    "П": "\u03a0\u2ca0\ua6db",
    "Р": "\u03a1\u13e2\u146d\u2ca2\ua4d1\U00010295",
    "С": "\u13df\u2ca4\ua4da\U000102a2\U00010302\U00010415\U0001051c",
    "Т": "\u03a4\u13a2\u2ca6\ua4d4\U00010297\U000102b1\U00010315\U000118bc\U00016f0a",
    "У": "\u03a5\u04ae\u13a9\u13bd\u2ca8\ua4ec\U000102b2\U000118a4\U00016f43",
    "Ф": "\u03a6\u0553\u1240\u2caa\U000102b3",
    "Х": "\u03a7\u16b7\u2cac\u2d5d\ua4eb\ua7b3\U00010290\U000102b4\U00010317\U00010527",
    "Ш": "\u2cbc",
    "Ь": "\u0184\u13cf\u1472\u15af",
}
