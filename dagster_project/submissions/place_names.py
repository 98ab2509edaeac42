"""How the name of a locality is written: its office, its marks, in a longer text.

`Sở KH&CN tỉnh Hà Giang (cũ)` names Hà Giang. Nothing here knows which localities there
are or what a name means in a year.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from dagster_project.submissions.labels import bare, plain, unjoined

OFFICE = re.compile(
    r"^(?:so khoa hoc va cong nghe|so kh ?& ?cn|so khcn|skhcn|uy ban nhan dan|ubnd"
    r"|department of science and technology(?: of)?|dost(?: of)?|people's committee of"
    r"|tinh|thanh pho|tp\.?|t\.)\s+|\s+(?:province|city)$"
)
MARK = re.compile(
    r"[\s(]*(?:cũ|cu|mới|moi|(?:trước|sau|truoc) (?:sáp nhập|sap nhap))\)?\s*$", re.I
)
OLD_MARK = re.compile(r"\s*(?:\(cu\)|\bcu|\(truoc sap nhap\))$")
WORD = r"[^\W\d_]+"
# What a cover says behind a name without a comma: an office, a date, a code, a mark.
AFTER_A_NAME = re.compile(
    r"and|annual|ban|bao|bo|ca|chi|chinh|city|code|committee|cua?|cuc|danh|date"
    r"|department|dieu|dost|draft|du|final|fy|gui|in|kinh|ky|lan|ma|moi|nam|ngay"
    r"|nguoi|of|office|people|phong|province|provincial|quy|report|sau|skhcn|so"
    r"|thang|thanh|thuc|thuoc|tinh|tong|tp|trung|truoc|ubnd|uoc|uy|va|viet|vietnam"
    r"|vn|year"
)
NEW_MARK = re.compile(r"\s*(?:\(moi\)|\(?sau sap nhap\)?)$")


def unmarked(text: str) -> str:
    """A name without its `(cũ)`, `cũ`, `(mới)` or `(sau sáp nhập)` at the end."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return MARK.sub("", text)


def without_office(name: str) -> str:
    """A bare name without the office or the kind of unit before it."""
    while (shorter := OFFICE.sub("", name).strip()) != name:
        name = shorter
    return name


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, without figures and punctuation."""
    return tuple(re.findall(WORD, text))


def names_in(
    full_names: Mapping[tuple[str, ...], frozenset[str]], text: str
) -> Sequence[str]:
    """Full names in a text, the longest first at each place: `BaoCao_HaNoi-2024`."""
    words = tokens(unjoined(text))
    return [" ".join(words[x]) for x in _places_of(full_names, words)]


def names_apart(
    full_names: Mapping[tuple[str, ...], frozenset[str]], text: str
) -> Sequence[str]:
    """As `names_in`, but none that a longer name begins with: `Hà Nam Ninh`."""
    text = unjoined(text)
    words, gaps = tokens(text), re.split(WORD, text)
    found = _places_of(full_names, words)
    begun = {x.start for x in found}
    return [
        " ".join(words[x])
        for x in found
        if x.stop in begun or gaps[x.stop].strip() or not _goes_on(words, x.stop)
    ]


def _goes_on(words: Sequence[str], end: int) -> bool:
    """Whether the name that ends here may be the beginning of a longer one."""
    if end == len(words) or AFTER_A_NAME.fullmatch(bare(words[end])):
        return False
    # `Hà Nội gửi lại`: only who writes names small, too, may mean one name.
    return not (words[end][0].islower() and words[end - 1][0].isupper())


def _places_of(
    full_names: Mapping[tuple[str, ...], frozenset[str]], words: Sequence[str]
) -> Sequence[slice]:
    longest = max(map(len, full_names))
    found, start = [], 0
    while start < len(words):
        for length in range(min(longest, len(words) - start), 0, -1):
            name = " ".join(words[start : start + length])
            spelt = full_names.get(tokens(bare(name)))
            if spelt and (name.isascii() or _spelling(name) in map(_spelling, spelt)):
                found.append(slice(start, start + length))
                start += length - 1
                break
        start += 1
    return found


def _spelling(text: str) -> str:
    return " ".join(re.findall(r"[^\s.,_-]+", plain(text)))
