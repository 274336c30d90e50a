"""The kinds of answers. Scripts import them from here."""

from talk.fields.choice import Choice, Option
from talk.fields.clock import Time
from talk.fields.contact import Contact
from talk.fields.day import Day
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap
from talk.fields.link import Link
from talk.fields.many import Many
from talk.fields.moment import Moment
from talk.fields.number import Number
from talk.fields.photos import Photos
from talk.fields.place import Place, Spot
from talk.fields.sheet import SentSheet
from talk.fields.text import Line, Text
from talk.fields.yesno import YesNo
from talk.fields.zone import Zone

__all__ = [
    "Answer",
    "Choice",
    "Contact",
    "Day",
    "Field",
    "Half",
    "Line",
    "Link",
    "Many",
    "Moment",
    "Number",
    "Option",
    "Photos",
    "Place",
    "Reading",
    "SentSheet",
    "Shown",
    "Spot",
    "Taken",
    "Tap",
    "Text",
    "Time",
    "YesNo",
    "Zone",
]
