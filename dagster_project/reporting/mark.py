"""One mark on a locality's file, and how its words are put together."""

from dataclasses import dataclass, replace
from typing import Literal, Self

Severity = Literal["hard", "soft"]

_WORDS = {
    "vi": {
        "others": "Các ô khác của phép đối chiếu",
        "remedy": "Để khớp",
        "cause": "Có thể do",
    },
    "en": {
        "others": "Other cells of the check",
        "remedy": "What would satisfy it",
        "cause": "Likely cause",
    },
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of one failing rule, in the language of the locality.

    `sheet` and `address` are where the line was read (`E7`, `line 12`, a JSON
    pointer); both null where the file has no place for it, and `is_elsewhere` where the
    figure came with another submission. `text` says what is wrong,
    `others` are the other cells of the rule with their values, `remedy` says what would
    satisfy it, `cause` what probably happened (both may be null).
    """

    line_code: str
    sheet: str | None
    address: str | None
    rule_id: str
    severity: Severity
    text: str
    others: tuple[str, ...] = ()
    remedy: str | None = None
    cause: str | None = None
    is_elsewhere: bool = False

    def on_sheet(self, name: str | None) -> Self:
        """The same mark on a sheet that bears another name in a copy."""
        return replace(self, sheet=name or self.sheet)

    def comment(self, language: str) -> str:
        """The whole mark as plain lines of text."""
        words = _WORDS.get(language, _WORDS["vi"])
        lines = [f"[{self.rule_id}] {self.text}"]
        if self.others:
            lines.append(f"{words['others']}: {'; '.join(self.others)}.")
        if self.remedy:
            lines.append(f"{words['remedy']}: {self.remedy}")
        if self.cause:
            lines.append(f"{words['cause']}: {self.cause}")
        return "\n".join(lines)
