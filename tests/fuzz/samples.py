"""Good bytes for the parsers of foreign bytes: the vectors of the tests, and small files that are made here."""

import io
import zipfile

from app.exchange.xlsx import write_xlsx
from sync.frames import FrameType
from tests.crypto.vectors import load
from tests.sync.sticks import blob_of, envelope_of, frame, frames_of, parcel_of

N32 = b"n" * 32
TABLE = b"Web ID,Place,Date,lat,Act,Cause\nA1,Azadi,09-Mar-24,35.7,beaten,x\nA2,,3/2024,,,\n"
MAPPING = {
    "kind": "event", "key": "Web ID", "encoding": "utf-8", "delimiter": ",", "skip_rows": 0, "keep_rest": True,
    "fields": {"title": {"columns": ["Place", "Cause"], "join": "\n"}, "place.latitude": "lat",
               "date_start": {"column": "Date", "format": "%d-%b-%y"},
               "violation_class": {"column": "Act", "codes": {"beaten": "01", "x": None}, "split": ";"}},
}  # fmt: skip


def workbook(parts: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook of ours; `parts` replace or add some of it."""
    made, out = io.BytesIO(), io.BytesIO()
    write_xlsx(made, ["Place", "Date", "lat"], [["Azadi", "2024-03-09", "35.7"], ["=1", "", "007"]])
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name, data in ({name: old.read(name) for name in old.namelist()} | (parts or {})).items():
            new.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def good(name: str, kind: str = "") -> list[bytes]:
    return [case["data"] for case in load(name).values() if case.get("kind", "") == kind and len(case["data"]) < 70_000]


def volumes() -> list[bytes]:
    """Return small volumes: whole, with an envelope twice, torn."""
    frames = [part for data in (envelope_of(40, 1), blob_of(200, 2), b"x") for part in frames_of(data)]
    start = b"AMPBUN\x01\0" + bytes(16) + (1).to_bytes(4) + bytes(4)
    whole = start + b"".join(frames) + b"".join(frames[:2])
    name = parcel_of(b"x").object_id
    tagged = b"".join([*frames_of(b"x"), *(frame(FrameType.TAG, bytes([n]) * 162, name, 0, 1) for n in (1, 2, 2))])
    courier = (
        start + tagged + frame(FrameType.RECEIPT, b"AMPRCP\x01\0" + bytes(192)) + frame(FrameType.END, (6).to_bytes(4))
    )
    vectors = [case for case in good("wire", "volume") if len(case) < 9_000]
    return [whole, whole[:-7], start, courier, courier[:-9], *vectors]


PACKED = good("header")[0]
PACKS = [b"\x23db/" + b"0a" * 16 + (3).to_bytes(8) + b"abc" + more + b"\0"
         for more in (b"", b"\x29blobs/ab/" + b"ab" * 16 + bytes(8))]  # fmt: skip
CARDS = [case["data"][44:-64] for case in load("card").values() if case["outcome"] == "opens"]
DATES = ["2024-03-09T14:05", "2024-03/2024-05", "../2024-05", "about 6", "yesterday 5 pm", "أمس", "12/4/26 17:30",
         "between 3 May and 5 June", "قبل يومين", "9-Mar-24\n%d-%b-%y",
         "9 March 2024, 5:07 pm\n%d %B %Y, %I:%M %p"]  # fmt: skip

SHEETS = [
    name.encode() + b"\n" + zipfile.ZipFile(io.BytesIO(workbook())).read(name)
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
] + [
    b"xl/sharedStrings.xml\n<sst><si><t>x</t></si><si><r><t>a_x0009_</t></r><rPh><t>b</t></rPh></si></sst>",
    b'xl/styles.xml\n<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d/m/yy"/></numFmts><cellXfs>'
    b'<xf numFmtId="164"/></cellXfs></styleSheet>',
    b'xl/worksheets/sheet1.xml\n<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    b'<row r="3"><c r="AB3" s="0"><v>45360.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
    b"</sheetData></worksheet>",
]
