"""How two spellings of one label are told to be the same, and which line a label is.

Vietnamese is written in composed and decomposed letters, with two placements of the
tone (`hoà`, `hòa`), with Đ, Ð or D, with no-break spaces and any dash, and often
without diacritics. Nothing here knows files or figures.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from expectations.form import Line, form

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# A tone as a sign of its own, so that normalising cannot put it back on a letter.
TONE_SIGNS = str.maketrans(
    {"\u0300": "`", "\u0301": "´", "\u0303": "~", "\u0309": "?", "\u0323": "!"}
)
LONGEST_LABEL = 300
YEAR = re.compile(
    r"[-,:]?\s*\(?(?:\bn[ăa]m\s+|\byear\s+)?\b(20\d\d)\b\)?", re.IGNORECASE
)
# Without a width, or only turning what stands beside them.
INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u00ad\u200b\u200c\u200d\u2060\ufeff"
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
SAME_LETTER = str.maketrans(
    {"ð": "đ", "Ð": "Đ", "Ɖ": "Đ", "ɖ": "đ", "’": "'", "‘": "'"}
)
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
BULLET = re.compile(
    r"^(?:[-+*•·▪●○–—]+\s*|\(?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-zđ])[.)]\s*)"
)


# The files of one year repeat the same few hundred labels, and so do their notes.
remembered = lru_cache(maxsize=2_048)


@remembered
def plain(text: str) -> str:
    """The text without what never tells two labels apart; diacritics are kept.

    NFC or NFD, case, spaces, dashes and the place of the tone do not matter: a tone is
    written as a sign after its word.
    """
    return re.sub(r"[^\W\d_]+", _tone_last, _tidy(text))


@remembered
def bare(text: str) -> str:
    """The text as `plain`, without any diacritics: `so huu tri tue`."""
    parted = unicodedata.normalize("NFD", _tidy(text))
    kept = (x for x in parted if not unicodedata.combining(x))
    return "".join(kept).replace("đ", "d")


@remembered
def label_key(text: str) -> str:
    """`plain` of a label without its bullet, numbering and closing punctuation."""
    return plain(_unadorned(text))


@remembered
def undated(text: str) -> tuple[str, int | None]:
    """A text without the one year in it, and that year: `Số liệu năm 2024`.

    The year is null, and the text as it was, where it names none or several.
    """
    composed = unicodedata.normalize("NFC", text)
    years = set(YEAR.findall(composed))
    if len(years) != 1:
        return text, None
    return YEAR.sub("", composed).strip(), int(years.pop())


def unjoined(text: str) -> str:
    """A text with a space before each capital in a word: `HaNoi` is `Ha Noi`."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(
        f" {y}" if x.islower() and y.isupper() else y
        for x, y in zip(" " + letters, letters, strict=False)
    )


def years_in(text: str) -> list[int]:
    """The years 2000 to 2099 that a text names."""
    return [int(x) for x in YEAR.findall(unicodedata.normalize("NFC", text))]


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    text = DASHES.sub("-", text.translate(SAME_LETTER).casefold())
    text = re.sub(r"\s*-\s*", "-", " ".join(text.split()))
    text = re.sub(r"\s*([,;:/()])\s*", r"\1 ", text).replace("( ", " (")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _unadorned(text: str) -> str:
    text = _tidy(text)
    text = (BULLET.sub("", text, count=1) or text).removesuffix("(*)")
    text = text.strip(" .:;*-")
    enclosed = re.fullmatch(r"\((.*)\)", text)
    return enclosed[1] if enclosed else text


def _tone_last(word: re.Match[str]) -> str:
    parted = unicodedata.normalize("NFD", word.group())
    tones = "".join(x for x in parted if x in TONES)
    rest = "".join(x for x in parted if x not in TONES)
    return unicodedata.normalize("NFC", rest) + tones.translate(TONE_SIGNS)


@remembered
def splits(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which a bilingual label may be parted: `Mã số / Code`."""
    ways = [re.split(x, text) for x in (r"[\n\r|]+", r"\s+[-–—/]\s+", "/")]
    bracketed = re.fullmatch(r"(.+?)\s*\(([^()]*)\)\s*", text, re.DOTALL)
    if bracketed:
        ways.append(list(bracketed.groups()))
    return tuple(tuple(y for y in x if y.strip()) for x in ways if len(x) > 1)


@dataclass(frozen=True)
class Names:
    """Which of some things a written name means: by its letters, else without marks."""

    by_plain: Mapping[str, frozenset[str]]
    by_bare: Mapping[str, frozenset[str]]
    letters: tuple[str, ...]

    def find(self, text: str) -> frozenset[str]:
        """The keys that this text names, in one language or in two; else none."""
        if len(text) > LONGEST_LABEL or not self._may_name(text):
            return frozenset()
        found = self._find_one(text)
        if found:
            return found
        for parts in splits(text):
            meant = [self._find_one(x) for x in parts]
            if meant and frozenset.intersection(*meant):
                return frozenset.intersection(*meant)
        return frozenset()

    def _may_name(self, text: str) -> bool:
        """Whether the letters of a name are in a text, told in a twentieth of the time.

        A list of a thousand titles beside the form is none of its labels.
        """
        said = _letters(text)
        return any(x in said for x in self.letters)

    def _find_one(self, text: str) -> frozenset[str]:
        key = label_key(text)
        if not key:
            return frozenset()
        return self.by_plain.get(key) or self.by_bare.get(_bare_key(text), frozenset())


def names(pairs: Iterable[tuple[str, str]]) -> Names:
    """An index of (name, key) pairs; one name may mean several keys."""
    by_plain: dict[str, set[str]] = {}
    by_bare: dict[str, set[str]] = {}
    for name, key in pairs:
        by_plain.setdefault(label_key(name), set()).add(key)
        by_bare.setdefault(_bare_key(name), set()).add(key)
    return Names(
        {x: frozenset(y) for x, y in by_plain.items()},
        {x: frozenset(y) for x, y in by_bare.items()},
        tuple({_letters(x): None for x in by_bare}),
    )


@remembered
def _letters(text: str) -> str:
    """The letters and digits of a text without marks, case, spaces and punctuation."""
    said = unicodedata.normalize("NFC", text).translate(SAME_LETTER).casefold()
    kept = (x for x in unicodedata.normalize("NFD", said) if x.isalnum())
    return "".join(kept).replace("đ", "d")


@remembered
def _bare_key(text: str) -> str:
    return bare(_unadorned(text))


@cache
def line_names() -> Names:
    """Every Vietnamese and English label of every year's form."""
    return names(
        (x, y.code) for y in form().all_lines for x in (y.label_vi, y.label_en)
    )


@cache
def header_names() -> Names:
    """The headers of a section sheet in both languages, and what others call a unit."""
    pairs = [(x, y.field) for y in form().headers for x in (y.label_vi, y.label_en)]
    return names([*pairs, *((x, "unit") for x in ("Đơn vị tính", "ĐVT"))])


@cache
def cover_names() -> Names:
    """The cover's labels in both languages, and the names of its fields."""
    pairs = [
        (x, y.field)
        for y in form().cover_fields
        for x in (y.label_vi, y.label_en, y.field)
    ]
    return names([*pairs, *((x, "language") for x in ("Ngôn ngữ", "Language"))])


@cache
def english_cover_labels() -> frozenset[str]:
    """The keys of those cover labels that only the English cover has."""
    vietnamese = {label_key(x.label_vi) for x in form().cover_fields}
    english = {label_key(x.label_en) for x in form().cover_fields}
    return frozenset(english - vietnamese)


@cache
def section_names() -> Names:
    """The titles of the sections in both languages."""
    return names(
        (x, y.section) for y in form().sections for x in (y.title_vi, y.title_en)
    )


def line_by_code(text: str) -> Line | None:
    """The line whose code is written here: as it is, else without regard to case."""
    code = text.translate(INVISIBLE).strip()
    exact, folded = _codes()
    return exact.get(code) or folded.get(code.casefold())


def looks_like_a_code(text: str) -> bool:
    """Whether this is shaped like a line code, known or not: `Z1`, never `II`."""
    code = text.translate(INVISIBLE).strip()
    if re.fullmatch(r"[IVX]{2,4}|[ivx]+|[IVX]", code):
        return False
    return bool(re.fullmatch(r"[A-Za-z]{1,3}\d{1,3}[A-Za-z]?|[A-Z]{1,2}[a-z]?", code))


@cache
def _codes() -> tuple[dict[str, Line], dict[str, Line]]:
    exact = {x.code: x for x in form().all_lines}
    folded: dict[str, list[Line]] = {}
    for line in form().all_lines:
        folded.setdefault(line.code.casefold(), []).append(line)
    return exact, {x: y[0] for x, y in folded.items() if len(y) == 1}
