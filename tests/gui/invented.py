"""Invented people, places and events, in the values that screens show. Nobody here exists."""

# ruff: noqa: E501 - one line is one row

from attrs import evolve
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from app.gui.incidents.incident_query import IncidentPage
from app.gui.shell.foot import Fact
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.page_values import (
    Audience,
    Effect,
    FrozenView,
    ShareTarget,
    Trust,
)
from app.gui.widgets.rows import Row
from app.gui.widgets.strip import Piece
from tests.gui.invented_chain import chain

GROUPS = (
    *("58213", "04417", "92650", "11938", "77042", "63581"),
    *("20974", "48316", "05529", "81467", "39208", "67153"),
)
WORDS = ["orchard", "velvet", "kiosk", "dumpling", "rebuilt", "canopy"]
ENTRY = {
    "when": "Sun 12 April 2026, about 06:00",
    "where": "Tres Ceibas, Ansal district",
    "who": "Rural Guard, 4th Company",
    "did": "arrested",
    "also": "beat",
    "whom": "Marula",
    "role": "water committee",
    "sex": "woman",
    "age": "30 to 44",
    "words": "Marula was opening the pump with two neighbours when a green truck stopped. She asked for a warrant and "
    "was struck on the shoulder and back. The truck left by the river road.",
    "source": "Wren: witness, saw it",
    "link": "Clear: filed the water complaint",
}


def picture(kind: str, wide: int = 352, high: int = 200) -> QImage:
    """A landscape or a page of writing, drawn; nobody's photograph."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(wide / 352, high / 200)
    painter.setPen(Qt.PenStyle.NoPen)
    if kind == "page":
        image.fill(QColor("#F5F2E6"))
        painter.setBrush(QColor("#6B6B66"))
        for y in range(8, 200, 13):
            painter.drawRect(QRectF(30, y, 240 + (y * 37) % 60, 5))
    else:
        _land(painter)
        painter.setBrush(QColor("#5A4630"))
        painter.drawPolygon([QPointF(196, 113), QPointF(200, 113), QPointF(236, 200), QPointF(150, 200)])
        if kind == "house":
            painter.setBrush(QColor("#C8B08C"))
            painter.drawRect(190, 88, 90, 44)
            painter.setBrush(QColor("#6E3A2A"))
            painter.drawRect(184, 74, 102, 16)
    painter.end()
    return image


def _land(painter: QPainter) -> None:
    sky = QLinearGradient(QPointF(0, 0), QPointF(0, 200))
    for at, colour in ((0, "#8D979B"), (0.5, "#C9C9BC"), (0.56, "#55685A"), (0.57, "#77664A"), (1, "#5F4B33")):
        sky.setColorAt(at, QColor(colour))
    painter.fillRect(0, 0, 352, 200, sky)
    for left, top, across, colour in ((60, 42, 260, "#7C8C92"), (-90, 66, 300, "#62756E"), (190, 74, 280, "#55685A")):
        painter.setBrush(QColor(colour))
        painter.setClipRect(0, 0, 352, 113)
        painter.drawEllipse(QRectF(left, top, across, 2 * (113 - top)))
    painter.setClipping(False)


def foot(look: Look) -> list[Fact]:
    tr = look.tr
    date = moment_words(tr, "2026-04-14")
    return [
        Fact("safety", "lock", tr("Locks in {n} minute|Locks in {n} minutes", n=4), tr("{n} min", n=4)),
        Fact("sending", "send", tr("{n} waiting to send|{n} waiting to send", n=3), tr("{n} waiting", n=3)),
        Fact(
            "sending",
            "checks",
            tr("Last delivered {at}", at=tr("today {time}", time=tr.digits("07:40"))),
            tr.digits("07:40"),
        ),
        Fact("safety", "disk", tr("Backup {at}", at=date), date),
        Fact("sending", "offline", tr("No network. Everything works."), tr("No network")),
    ]


INCIDENTS = (
    Row("1", "Arrest, Tres Ceibas", "12 Apr 2026", "Rural Guard, 4th Company, arrested Marula at the pump house and beat her.",
        (("corroborated", "Corroborated"), ("lock", "Confidential")), ("clip", "4")),
    Row("2", "Office raid, Velmora", "9 Apr 2026", "Eleven men without badges searched the Union of Quay Workers and took 3 laptops.",
        (("one-source", "One source"), ("lock", "Confidential")), ("clip", "7")),
    Row("3", "Death threat, Oyalé", "about 6 Apr 2026", "Unknown caller threatened Heron: “next time the bridge”.",
        (("one-source", "One source"), ("shield", "Restricted")), ("clip", "1")),
    Row("4", "Followed, Puerto Ansal", "2–4 Apr 2026", "Two men in a grey pickup followed Kestrel and Wren for three days.",
        (("unverified", "Not verified"), ("lock", "Confidential")), ("clip", "2")),
    Row("5", "Road block, assembly stopped, Lurenka", "28 Mar 2026", "District police stopped about 140 members of the Oyalé Women’s Assembly.",
        (("verified", "Verified"), ("building", "Internal")), ("clip", "12")),
    Row("6", "Criminal charge over work, Lurenka", "Mar 2026", "District Prosecutor charged Old Teacher with “obstructing works”.",
        (("verified", "Verified"), ("building", "Internal")), ("clip", "5")),
    Row("7", "House burnt, Sierra Quime", "19 Mar 2026", "Unknown persons burnt the house of Sister Lumen; nobody was hurt.",
        (("corroborated", "Corroborated"), ("shield", "Restricted")), ("clip", "9")),
    Row("8", "Smear in the press, national", "17 Mar 2026", "“La Brújula” called the water committee a front.",
        (("one-source", "One source"), ("building", "Internal")), ("clip", "3")),
)  # fmt: skip


ARABIC_ENTRY = {
    "when": "الأحد ١٢ نيسان ٢٠٢٦، نحو ٠٦:٠٠", "where": "تريس سيباس، قضاء أنسال", "who": "الحرس الريفي، السرية الرابعة", "did": "أوقف",
    "also": "ضرب", "whom": "مارولا", "role": "لجنة المياه", "sex": "امرأة", "age": "٣٠ إلى ٤٤",
    "words": "كانت مارولا تفتح المضخة مع جارين حين توقفت شاحنة خضراء. طلبت مذكرة توقيف فضُربت على الكتف والظهر.",
    "source": "النمنمة: شاهدة، رأت", "link": "واضحة: قدّمت شكوى المياه",
}  # fmt: skip
ARABIC_INCIDENTS = tuple(
    Row(str(i), title, date, second, ((icon, word), (lock, level)), ("clip", files))
    for i, (title, date, second, icon, word, lock, level, files) in enumerate(
        (
            (
                "توقيف، تريس سيباس",
                "١٢ نيسان ٢٠٢٦",
                "أوقف الحرس الريفي، السرية الرابعة، «مارولا» عند بيت المضخة وضربها.",
                "corroborated",
                "مؤكَّد من مصدرين",
                "lock",
                "سرّي",
                "٤",
            ),
            (
                "مداهمة مكتب، فيلمورا",
                "٩ نيسان ٢٠٢٦",
                "فتّش أحد عشر رجلاً بلا شارات مقرّ اتحاد عمال الأرصفة وأخذوا ثلاثة حواسيب.",
                "one-source",
                "مصدر واحد",
                "lock",
                "سرّي",
                "٧",
            ),
            (
                "تهديد بالقتل، أويالي",
                "نحو ٦ نيسان ٢٠٢٦",
                "هدّد متصل مجهول «مالك الحزين»: «المرة القادمة عند الجسر».",
                "one-source",
                "مصدر واحد",
                "shield",
                "مقيَّد",
                "١",
            ),
            (
                "ملاحقة، بويرتو أنسال",
                "٢–٤ نيسان ٢٠٢٦",
                "لاحق رجلان في سيارة رمادية «العوسق» و«النمنمة» ثلاثة أيام.",
                "unverified",
                "غير متحقَّق منه",
                "lock",
                "سرّي",
                "٢",
            ),
            (
                "منع تجمّع، لورينكا",
                "٢٨ آذار ٢٠٢٦",
                "أوقفت شرطة المنطقة نحو ١٤٠ من عضوات جمعية نساء أويالي.",
                "verified",
                "متحقَّق منه",
                "building",
                "داخلي",
                "١٢",
            ),
            (
                "حرق منزل، سييرا كيمي",
                "١٩ آذار ٢٠٢٦",
                "أحرق مجهولون منزل «الأخت لومن»؛ لم يُصب أحد.",
                "corroborated",
                "مؤكَّد من مصدرين",
                "shield",
                "مقيَّد",
                "٩",
            ),
        ),
        1,
    )
)


def incidents(look: Look) -> tuple[Row, ...]:
    return ARABIC_INCIDENTS if look.tr.language == "ar" else INCIDENTS


def entry(look: Look) -> dict[str, str]:
    return ARABIC_ENTRY if look.tr.language == "ar" else ENTRY


def gender(look: Look) -> str:
    if look.tr.language == "ar":
        return "إهانة أو تشويه ذو طابع جنسي\nتهديد الأطفال أو الحضانة"
    return "sexualised insult or smear\nthreats to children or custody"


def _arabic_incident(look: Look) -> IncidentPage:
    return IncidentPage(
        "1", "توقيف، تريس سيباس", look.tr.line("TC-0412", "مسودة", "حُفظت ١٣:١٧"),
        (("أوقف", "did"), (" ", ""), ("أربعة رجال من الحرس الريفي، السرية الرابعة", "who"), (" ", ""), ("«مارولا»", "who"),
         (" عند بيت المضخة، ", ""), ("وضربوها", "did"), (" بأعقاب البنادق، ", ""), ("واحتجزوها", "did"), (" تسع ساعات في ", ""),
         ("مخفر فيلمورا", "who"), (".", "")),
        (("alert", look.tr("In danger now"), "red"), ("corroborated", "مؤكَّد من مصدرين", "neutral"), ("lock", "سرّي", "neutral"), ("send", "أُرسل ١٢ نيسان", "acc")),
        (("متى", "الأحد ١٢ نيسان ٢٠٢٦، نحو ٠٦:٠٠", "اليوم مؤكَّد؛ الساعة كما يتذكرها شخصان"),
         ("أين", "بيت المضخة، تريس سيباس، قضاء أنسال", "لا يرى الشركاء إلا القضاء"),
         ("الصلة بالعمل", "واضحة: قدّمت شكوى المياه قبل ذلك بيومين", ""),
         ("بحق من", "«مارولا»", "امرأة، ٣٠ إلى ٤٩، مدافعة عن حقوق الإنسان، لجنة المياه"),
         ("الموافقة", "الشبكة: نعم. الأمم المتحدة: نعم، بلا اسم. الصحافة: لا", "شفهية، ١٢ نيسان، مع «النمنمة»")),
        ARABIC_ENTRY["words"],
        (Piece("a", "بيت المضخة", "صورة · ١٢ نيسان", picture("house")), Piece("b", "آثار إطارات", "صورة · ١٢ نيسان", picture("road")),
         Piece("c", "تقرير طبي", "بي دي إف · صفحتان", picture("page")), Piece("d", "رواية «النمنمة»", "صوت · ٦ دقائق", None, "sound")),
        "كلها دون تغيير، فُحصت اليوم", chain=chain(look),
    )  # fmt: skip


def incident(look: Look) -> IncidentPage:
    if look.tr.language == "ar":
        return _arabic_incident(look)
    return IncidentPage(
        "1", "Arrest, Tres Ceibas", "TC-0412 · Draft, saved 13:17",
        (("Four men of the Rural Guard, 4th Company", "who"), (" ", ""), ("arrested", "did"), (" ", ""), ("Marula", "who"),
         (" at the pump house, ", ""), ("beat", "did"), (" her with rifle butts, and ", ""), ("held", "did"),
         (" her for nine hours at the ", ""), ("Velmora post", "who"), (".", "")),
        (("alert", "In danger now", "red"), ("corroborated", "Corroborated · 2 sources", "neutral"), ("lock", "Confidential", "neutral"), ("send", "Sent 12 Apr", "acc")),
        (("When", "Sun 12 April 2026, about 06:00", "Day is certain; hour is what two people recall"),
         ("Place", "Pump house, Tres Ceibas, Ansal district", "Partners see the district only"),
         ("Link to work", "Clear: she had filed the water complaint two days before", ""),
         ("To whom", "Marula", "woman, 30 to 49, human rights defender, water committee"),
         ("Consent", "Network: yes.  UN: yes, without name.  Press: no", "Spoken, 12 April, with Wren; review in October")),
        "Marula was opening the pump with two neighbours when a green truck stopped. She asked for a warrant and was struck "
        "on the shoulder and back. The truck left by the river road. Neighbours followed its tracks as far as the ford.",
        (Piece("a", "Pump house", "Photo · 12 Apr 09:41", picture("house")), Piece("b", "Tyre tracks", "Photo · 12 Apr 10:05", picture("road")),
         Piece("c", "Medical note", "PDF · 2 pages", picture("page")), Piece("d", "Wren, account", "Sound · 6 min", None, "sound")),
        "All unchanged, checked today", chain=chain(look),
        kept=(("Told by", "two neighbours", ""), ("Age", "Unknown", "")),
    )  # fmt: skip


def code() -> tuple[tuple[bool, ...], ...]:
    import segno

    return tuple(
        tuple(bool(module) for module in row) for row in segno.make("amparo:invented", error="m", version=4).matrix
    )


ADDRESSEES = (
    ShareTarget("1", "Heron", "Office, case lead", Trust.VERIFIED),
    ShareTarget("2", "Northern Defence Network", "Office", Trust.VERIFIED),
    ShareTarget("3", "Kestrel", "River mission", Trust.NEW),
)


def audiences(look: Look) -> list[Audience]:
    tr = look.tr
    return [
        Audience("internal", tr("Internal"), tr("All except real names and code words")),
        Audience("network", tr("Network"), tr("Aliases, district, no source names")),
        Audience("authority", tr("UN or authority"), tr("Within the consent of each person")),
        Audience("public", tr("Public"), tr("No people. Only region and month")),
    ]


FROZEN = FrozenView(
    "1",
    "Heron",
    (
        ("What happened, full text", "Two names replaced by aliases"),
        ("Day and hour: 12 April, about 06:00", ""),
        ("Place as Ansal district", "Instead of the pump house"),
        ("Marula, as alias", "Sex, age band, role"),
        ("2 photos, without camera data", "1 face blurred"),
        ("Medical note, 2 pages", "Name blacked out"),
    ),
    (
        ("Real names", "They never leave the second lock"),
        ("Wren as the source", "Restricted: source identity"),
        ("Sound, 6 minutes", "Her voice could be known"),
        ("Exact point on the map", ""),
        ("Your notes on risk", ""),
    ),
    "17 fields, 3 files",
    "9 things",
    "Heron: 17 fields, 3 files, 8 MB.",
)
EFFECT = Effect(
    (FROZEN, evolve(FROZEN, key="2", who="Northern Defence Network", total="")), b"digest",
    warning="Marula: the consent on record is not to share. Ask again before it leaves.",
)  # fmt: skip
