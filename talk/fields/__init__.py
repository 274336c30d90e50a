"""The kinds of answers. Scripts import them from here."""

from talk.fields.choice import Choice, Option
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap
from talk.fields.many import Many
from talk.fields.number import Number
from talk.fields.text import Line, Text
from talk.fields.yesno import YesNo

__all__ = [
    "Answer",
    "Choice",
    "Field",
    "Half",
    "Line",
    "Many",
    "Number",
    "Option",
    "Reading",
    "Shown",
    "Taken",
    "Tap",
    "Text",
    "YesNo",
]
