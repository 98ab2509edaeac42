"""The one exception by which a reader says that it can read no cell of a file."""

from dataclasses import dataclass


@dataclass(eq=False)
class Refused(Exception):  # noqa: N818 - a verdict on a file, not an error of ours
    """A file of which no cell can be read: a locality's mistake, not a fault of ours.

    `code` is stable (`password_protected`); the two sentences say what is wrong and
    what to send instead. Not frozen, because Python itself writes the traceback.
    """

    code: str
    reason_vi: str
    reason_en: str

    def __str__(self) -> str:
        """The English sentence, with its code."""
        return f"{self.code}: {self.reason_en}"
