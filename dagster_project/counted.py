"""Numbers of things in English, where one is no plural; Vietnamese has none."""


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`: a noun whose plural is regular."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
