"""The plan as iCalendar: one writer for the feeds and for the document that people ask for in the chat.

``reading`` gives whole series, ``pieces`` makes rules with exceptions of them, ``writing`` puts them down as
``content_lines`` with ``zones``. Measured against a library in docs/decisions/own-calendars.md.
"""
