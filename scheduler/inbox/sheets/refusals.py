"""Why a file is no table that we take."""


class BadSheet(Exception):
    """The file is turned away as a whole; ``why`` is a key of ``handlers.texts.plan.files.TROUBLES``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
