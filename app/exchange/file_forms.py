"""Identify the format of a file by its content, never by its name. Only formats that Amparo can import are accepted.

Nothing is parsed here. The module compares signatures at the head of the file, names of parts in a package, and the
first letters of a text. Errors: InputRefused with the name of the probable format of the file.
"""

import re
from typing import Final

from app.errors import InputRefused
from app.phrase import Phrase

CSV, XLSX, CARDS = "csv", "xlsx", "vcf"
_HEAD: Final = 1 << 16
_EVIDENCE: Final = Phrase("Nothing was stored. Add the file as evidence.")
_SAVE: Final = Phrase("Nothing was stored. Save the table as CSV or XLSX, and import that.")
_UNPACK: Final = Phrase("Nothing was stored. Unpack the file first, and import the table in it.")
_OPEN: Final = Phrase("Nothing was stored. Import tables and contacts here; each other file has its own place.")
_KINDS: Final = {
    "picture": (Phrase("a picture"), _EVIDENCE), "film": (Phrase("a film or a sound"), _EVIDENCE),
    "mail": (Phrase("an e-mail"), _EVIDENCE), "document": (Phrase("a document"), _SAVE),
    "table": (Phrase("a table of another format"), _SAVE), "archive": (Phrase("an archive"), _UNPACK),
    "database": (Phrase("a database"), _SAVE), "program": (Phrase("a program"), _OPEN), "map": (Phrase("a map"), _SAVE),
    "sealed": (Phrase("an encrypted file or a key"), _OPEN), "contacts": (Phrase("contact cards"), _SAVE),
    "calendar": (Phrase("a calendar"), _SAVE), "form": (Phrase("a form or its submissions"), _SAVE),
    "data": (Phrase("structured data"), _SAVE), "bytes": (Phrase("of no known format"), _OPEN),
}  # fmt: skip
_MARKS: Final = (
    (rb"\xff\xd8\xff", "picture", "JPEG"), (rb"\x89PNG", "picture", "PNG"), (rb"GIF8", "picture", "GIF"),
    (rb"RIFF....WEBP", "picture", "WebP"), (rb"II\*\0|MM\0\*", "picture", "TIFF"), (rb"8BPS", "picture", "PSD"),
    (rb"BM.{4}\0\0\0\0", "picture", "BMP"), (rb".{4}ftyp(hei|mif|avi)", "picture", "HEIC, AVIF"),
    (rb".{4}ftyp", "film", "MP4"), (rb"\x1aE\xdf\xa3", "film", "Matroska"), (rb"RIFF....AVI ", "film", "AVI"),
    (rb"ID3|\xff[\xfb\xf3\xf2]", "film", "MP3"), (rb"fLaC", "film", "FLAC"), (rb"OggS", "film", "Ogg"),
    (rb"RIFF....WAVE", "film", "WAV"), (rb"WARC/|filedesc://", "archive", "WARC"),
    (rb".{0,1020}%PDF-", "document", "PDF"), (rb"\{\\rtf", "document", "RTF"), (rb"Rar!", "archive", "RAR"),
    (rb"7z\xbc\xaf", "archive", "7z"), (rb"\x1f\x8b", "archive", "gzip"), (rb"BZh", "archive", "bzip2"),
    (rb"\xfd7zXZ", "archive", "xz"), (rb".{257}ustar", "archive", "tar"), (rb"SQLite format 3", "database", "SQLite"),
    (rb"\0\x01\0\0Standard (Jet|ACE) DB", "database", "Access"), (rb"\$FL[23]", "table", "SPSS"),
    (rb"<stata_dta>", "table", "Stata"), (rb"!BDN", "mail", "Outlook"), (rb"MZ", "program", "Windows"),
    (rb"\x7fELF", "program", "ELF"), (rb"[\xcf\xce]\xfa\xed\xfe|\xca\xfe\xba\xbe", "program", "Mach-O"),
    (rb"#!", "program", "script"), (rb"-----BEGIN ", "sealed", "PEM, OpenPGP"), (rb"age-encryption", "sealed", "age"),
    (rb"AMP[A-Z]{3}", "sealed", "Amparo"),
)  # fmt: skip
_PARTS: Final = (
    (b"xl/workbook.xml", "", XLSX), (b"xl/workbook.bin", "table", "XLSB"),
    (b"opendocument.spreadsheet", "table", "ODS"), (b"word/document.xml", "document", "DOCX"),
    (b"ppt/presentation.xml", "document", "PPTX"), (b"opendocument.", "document", "OpenDocument"),
    (b"doc.kml", "map", "KMZ"), (b".proof.", "archive", "ProofMode"), (b"bagit.txt", "archive", "BagIt"),
    (b"submission.xml", "form", "ODK"), (b"import.csv", "archive", "Uwazi"),
)  # fmt: skip
_TEXTS: Final = (
    (r"BEGIN:V(?!CARD)", "calendar", "iCalendar"), (r"\[\s*\"vcard\"", "contacts", "jCard"),
    (r"(From .*\n)?(Received|Return-Path|MIME-Version|Message-ID|Date|From|To|Subject):.*\n([\w-]+:|[ \t\r\n])",
     "mail", "EML"),
    (r"-- .*(SQL|dump)|INSERT INTO|CREATE TABLE", "database", "SQL"),
    (r"[\[{](?s:.)*\"(_uuid|_xform_id_string|formhub/uuid|meta/instanceID|__id)\"", "form", "KoboToolbox, ODK, JSON"),
    (r"\{(?s:.)*\"type\"\s*:\s*\"Feature", "map", "GeoJSON"), (r"\{\s*[\"}]|\[\s*[\[{\"\d\]-]", "data", "JSON"),
)  # fmt: skip
_ROOT: Final = re.compile(
    r"<(?:(?>\?.*?\?>|!--.*?-->|!doctype (?!html)[^>]*>)\s*+<)*+(!doctype html|[a-z_][\w:.-]*)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_ROOTS: Final = {
    "html": ("document", "HTML"), "!doctype html": ("document", "HTML"), "svg": ("picture", "SVG"),
    "h:html": ("form", "XForm"), "kml": ("map", "KML"), "gpx": ("map", "GPX"), "vcards": ("contacts", "xCard"),
    "martusbulletins": ("data", "Martus"), "martusbulletin": ("data", "Martus"),
}  # fmt: skip


def form_of(data: bytes) -> str:
    """Return CSV, XLSX or CARDS. Raises InputRefused with the name of any other format."""
    head = data[:_HEAD]
    for mark, kind, form in _MARKS:
        if re.match(mark, head, re.DOTALL):
            raise _refused(kind, form)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise _refused("table", "XLSX with a password") if locked else _refused("document", "XLS, DOC, MSG")
    if head.startswith(b"PK\x03\x04"):
        found = [(at, kind, form) for part, kind, form in _PARTS if (at := data.find(part, 1)) > 0]
        _, kind, form = min(found, key=lambda one: one[0], default=(0, "archive", "ZIP"))
        if form == XLSX:
            return XLSX
        raise _refused(kind, form)
    text = _text(head)
    for pattern, kind, form in _TEXTS:
        if re.match(pattern, text, re.IGNORECASE):
            raise _refused(kind, form)
    if root := _ROOT.match(text):
        other = ("form", "ODK, XML") if re.search("encrypted=[\"']yes|instanceid", text, re.IGNORECASE) else None
        raise _refused(*_ROOTS.get(root[1].lower(), other or ("data", f"XML, {root[1][:40]}")))
    return CARDS if text[:11].upper() == "BEGIN:VCARD" else CSV


def _text(head: bytes) -> str:
    """Return the beginning of a file as text. Raises InputRefused if it contains control characters."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:4096].count(0) * 8 > len(head[:4096])
    if not wide and re.search(rb"[\x00-\x08\x0e-\x1a]", head):
        raise _refused("bytes", "binary")
    return head.replace(b"\0", b"").decode("latin-1").lstrip("\xff\xfe\xef\xbb\xbf \t\r\n")


def _refused(kind: str, form: str) -> InputRefused:
    name, then = _KINDS[kind]
    return InputRefused(Phrase("Amparo cannot import this file. It is {kind} ({form}).", kind=name, form=form), then)
