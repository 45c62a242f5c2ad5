"""What the office says when something cannot be done."""


class Refused(Exception):
    """An act that may not happen: why, and what to do instead, in the words the user reads."""

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
