"""Which characters the bytes of a text file are: certain, or refused by name.

UTF-8 and marked Unicode are certain. Of the old Vietnamese encodings one counts only
where every word with an accent is a Vietnamese word in it and in no other.
"""

import codecs
import re
import unicodedata

from dagster_project.submissions.refusals import Refused

MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# TCVN 5712:1993 (VN3, "ABC"), which Python does not know: bytes A1-FE in order.
TCVN3 = dict(
    zip(
        [
            *range(0xA1, 0xAF), 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBB, 0xBC, 0xBD, 0xBE,
            *range(0xC6, 0xCD), 0xCE, 0xCF, *range(0xD0, 0xD9), 0xDC, 0xDD, 0xDE, 0xDF,
            *range(0xE1, 0xEC), 0xEC, 0xED, 0xEE, 0xEF, *range(0xF1, 0xFF),
        ],
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)  # fmt: skip
# What an office program in Viet Nam saves text as; all others make short texts guesses.
GUESSED = ("cp1258", "cp1252")
SYLLABLE = re.compile(
    r"(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def text_of(content: bytes) -> str:
    """The text of these bytes without byte-order mark; Refused if it is not certain."""
    for mark, name in MARKED:
        if content.startswith(mark):
            return _decoded(content, name)
    unmarked = _unmarked_utf16(content)
    if unmarked:
        return _decoded(content, unmarked)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _old_vietnamese(content)


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise _refused(name) from error


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark: most of the form's codes and digits have a zero byte."""
    start = content[:2000]
    if len(start) < 4:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.3 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) * 0.3 and odd == 0 else None


def _old_vietnamese(content: bytes) -> str:
    readings = {
        "windows-1258": _windows_1258(content),
        "tcvn3": _tcvn3(content),
    }
    certain = {x: y for x, y in readings.items() if y and is_vietnamese(y)}
    if len(set(certain.values())) == 1:
        return next(iter(certain.values()))
    from charset_normalizer import from_bytes

    guess = from_bytes(content[:100_000], cp_isolation=list(GUESSED)).best()
    raise _refused(" / ".join(certain) or (guess.encoding if guess else "?"))


def _windows_1258(content: bytes) -> str | None:
    try:
        return unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return None


def _tcvn3(content: bytes) -> str | None:
    if any(x >= 0x80 and x not in TCVN3 for x in content):
        return None
    return "".join(TCVN3.get(x) or chr(x) for x in content)


def is_vietnamese(text: str) -> bool:
    """Whether every word with a letter outside ASCII is built as a Vietnamese word."""
    words = [x for x in re.findall(r"[^\W\d_]+", text) if not x.isascii()]
    others = [x for x in text if not x.isascii() and not x.isalpha()]
    return bool(words) and not others and all(_is_syllable(x) for x in words)


def _is_syllable(word: str) -> bool:
    parted = unicodedata.normalize("NFD", word.casefold())
    tones = sum(ord(x) in TONES for x in parted)
    letters = unicodedata.normalize("NFC", parted.translate(TONES))
    mixed = not (word.islower() or word.isupper() or word.istitle())
    return tones <= 1 and not mixed and bool(SYLLABLE.fullmatch(letters))


def _refused(name: str) -> Refused:
    return Refused(
        "encoding",
        f"Không xác định chắc chắn bảng mã của tệp (có thể là {name}). Hãy lưu tệp "
        "dưới dạng CSV UTF-8 rồi gửi lại.",
        f"The file's character encoding is not certain (perhaps {name}). Save it as "
        "CSV UTF-8 and send it again.",
    )
