"""Why a file is refused before or while it is opened: one code, two languages.

Each sentence says what is wrong and what to send instead. Reasons that name lines or
columns of the form belong to the readers, not here.
"""

from dagster_project.submissions.refusals import Refused

_SEND_VI = "Hãy gửi số liệu theo biểu mẫu .xlsx (hoặc .xls, .ods, CSV, JSON)."
_SEND_EN = "Please send the figures in the .xlsx form (or as .xls, .ods, CSV or JSON)."
_RESAVE_VI = "Hãy mở tệp, lưu lại dưới dạng .xlsx rồi gửi lại."
_RESAVE_EN = "Please open the file, save it again as .xlsx and send that."

_REASONS = {
    "empty_file": (
        "Tệp rỗng, không có nội dung. Có thể việc gửi bị gián đoạn; hãy gửi lại tệp.",
        "The file is empty. The transfer may have been cut off; please send it again.",
    ),
    "file_too_large": (
        "Tệp có {size} MB, vượt quá giới hạn {limit} MB. Hãy bỏ hình ảnh và các trang"
        " không thuộc biểu mẫu rồi gửi lại.",
        "The file has {size} MB; the limit is {limit} MB. Please remove pictures and"
        " sheets that are not part of the form and send it again.",
    ),
    "pdf": (
        f"Đây là tệp PDF; không đọc được số liệu từ PDF. {_SEND_VI}",
        f"This is a PDF; figures are not read from PDF. {_SEND_EN}",
    ),
    "word": (
        f"Đây là văn bản Word hoặc Writer; không đọc được ô số liệu. {_SEND_VI}",
        f"This is a Word or Writer document; it has no cells to read. {_SEND_EN}",
    ),
    "presentation": (
        f"Đây là tệp trình chiếu. {_SEND_VI}",
        f"This is a presentation. {_SEND_EN}",
    ),
    "image": (
        f"Đây là hình ảnh hoặc bản quét ({{kind}}); không đọc được số liệu. {_SEND_VI}",
        f"This is a picture or a scan ({{kind}}); figures are not read from it."
        f" {_SEND_EN}",
    ),
    "media": (
        f"Đây là tệp âm thanh hoặc video ({{kind}}). {_SEND_VI}",
        f"This is a sound or video file ({{kind}}). {_SEND_EN}",
    ),
    "archive": (
        "Đây là tệp nén ({kind}). Hãy giải nén và gửi từng tệp báo cáo riêng.",
        "This is an archive ({kind}). Please unpack it and send each report by itself.",
    ),
    "email": (
        "Đây là thư điện tử. Hãy gửi chính tệp đính kèm, không gửi cả thư.",
        "This is an e-mail message. Please send the attached file itself.",
    ),
    "web_page": (
        "Đây là trang web (HTML), dù tên tệp có thể là .xls. " + _RESAVE_VI,
        "This is a web page (HTML), whatever its name says. " + _RESAVE_EN,
    ),
    "xml": (
        "Đây là tệp XML, không phải bảng tính .xlsx. " + _RESAVE_VI,
        "This is an XML file and not an .xlsx workbook. " + _RESAVE_EN,
    ),
    "numbers": (
        "Đây là bảng tính Apple Numbers. Hãy xuất ra Excel (.xlsx) rồi gửi lại.",
        "This is an Apple Numbers workbook. Please export it to Excel (.xlsx).",
    ),
    "unknown_format": (
        f"Không nhận ra định dạng của tệp ({{kind}}). {_SEND_VI}",
        f"The format of the file is not known ({{kind}}). {_SEND_EN}",
    ),
    "password_protected": (
        "Tệp được bảo vệ bằng mật khẩu nên không mở được. Hãy bỏ mật khẩu mở tệp, lưu"
        " lại dưới dạng .xlsx rồi gửi lại.",
        "The file is protected by a password and cannot be opened. Please remove the"
        " password, save it as .xlsx and send it again.",
    ),
    "macro_workbook": (
        "Bảng tính có chứa macro; vì an toàn, không nhận tệp có macro. Hãy lưu lại dưới"
        " dạng .xlsx (không macro) rồi gửi lại.",
        "The workbook holds macros and is not opened, for safety. Please save it as"
        " .xlsx (without macros) and send it again.",
    ),
    "active_link": (
        "Bảng tính có liên kết DDE, có thể chạy chương trình khác. Hãy dán giá trị thay"
        " cho liên kết, lưu dưới dạng .xlsx rồi gửi lại.",
        "The workbook holds a DDE link, which can start other programs. Please paste"
        " values in place of the link, save as .xlsx and send it again.",
    ),
    "binary_workbook": (
        "Đây là bảng tính nhị phân .xlsb. Hãy lưu lại dưới dạng .xlsx rồi gửi lại.",
        "This is a binary workbook (.xlsb). Please save it as .xlsx and send that.",
    ),
    "broken_workbook": (
        "Tệp bị hỏng hoặc chưa tải xong ({detail}). " + _RESAVE_VI,
        "The file is damaged or incomplete ({detail}). " + _RESAVE_EN,
    ),
    "too_many_parts": (
        "Tệp có {count} phần bên trong, vượt quá giới hạn {limit}. " + _RESAVE_VI,
        "The file has {count} parts inside; the limit is {limit}. " + _RESAVE_EN,
    ),
    "unpacks_too_large": (
        "Phần {part} giải nén ra quá lớn (giới hạn {limit} MB). Hãy bỏ các hàng, cột và"
        " trang thừa, lưu lại dưới dạng .xlsx rồi gửi lại.",
        "The part {part} unpacks to more than is allowed ({limit} MB). Please remove"
        " surplus rows, columns and sheets, save as .xlsx and send it again.",
    ),
    "doctype": (
        "Phần {part} chứa khai báo DOCTYPE hoặc ENTITY, bảng tính bình thường không có."
        " " + _RESAVE_VI,
        "The part {part} holds a DOCTYPE or ENTITY declaration, which no ordinary"
        " workbook has. " + _RESAVE_EN,
    ),
    "sheet_too_large": (
        "Trang tính {part} trải trên {rows} hàng và {columns} cột vì có ô nằm quá xa."
        " Hãy xóa các ô nằm ngoài biểu mẫu (kiểm tra bằng Ctrl+End) rồi gửi lại.",
        "The sheet {part} spans {rows} rows and {columns} columns because of a far-off"
        " cell. Please delete cells outside the form (see Ctrl+End) and send it again.",
    ),
    "text_too_long": (
        "{place_vi} dài {count_vi} ký tự; mỗi ô chỉ được có tối đa {limit_vi} ký tự."
        " Hãy rút gọn rồi gửi lại.",
        "{place_en} has {count_en} characters; a cell may have at most {limit_en}."
        " Please shorten it and send the file again.",
    ),
    "reader_crashed": (
        "Tệp làm chương trình đọc dừng đột ngột ({detail}). " + _RESAVE_VI,
        "The file made the reader stop ({detail}). " + _RESAVE_EN,
    ),
    "reader_timeout": (
        "Đọc tệp quá {limit} giây mà chưa xong. Hãy bỏ các trang, hàng và cột không"
        " thuộc biểu mẫu rồi gửi lại.",
        "Reading the file took more than {limit} seconds. Please remove sheets, rows"
        " and columns that are not part of the form and send it again.",
    ),
    "reader_memory": (
        "Tệp cần nhiều bộ nhớ hơn mức cho phép ({limit} MB). Hãy bỏ các trang, hàng và"
        " cột không thuộc biểu mẫu rồi gửi lại.",
        "The file needs more memory than is allowed ({limit} MB). Please remove sheets,"
        " rows and columns that are not part of the form and send it again.",
    ),
    "reader_failed": (
        "Chương trình đọc gặp lỗi với tệp này ({detail}). " + _RESAVE_VI,
        "The reader failed on this file ({detail}). " + _RESAVE_EN,
    ),
    "file_missing": (
        "Thư mục {folder} không có tệp báo cáo nào. Hãy gửi lại báo cáo.",
        "The folder {folder} holds no report. Please send the report again.",
    ),
    "refused_earlier": (
        f"Tệp đã bị từ chối khi tiếp nhận nhưng không còn ghi lý do. {_SEND_VI}",
        f"The file was refused on arrival and the reason is not on record. {_SEND_EN}",
    ),
}


def refusal(code: str, **details: object) -> Refused:
    """The refusal for `code`, its sentences filled with `details`."""
    vietnamese, english = _REASONS[code]
    return Refused(code, vietnamese.format(**details), english.format(**details))
