"""How a text that somebody wrote stands within a sentence: never endless."""

LONGEST_QUOTE = 200
# The longest text that a cell of Excel holds, and so of any report.
LONGEST_TEXT = 32_767


def short(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The text, or its beginning and an ellipsis where it is longer."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
