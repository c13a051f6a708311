"""An invented chain of incidents, in English and Arabic."""

# ruff: noqa: E501 - one line is one row

from app.gui.incidents.chain_query import ChainPart, ChainStep, Tie
from app.gui.style.theme import Look

CHAIN = (
    ("6 Apr 2026", "Death threat, Oyalé", "causes"), ("10 Apr 2026", "Water complaint not taken", ""), ("12 Apr 2026", "Arrest, Tres Ceibas", ""),
    ("12 Apr 2026", "Released after nine hours, Velmora post", ""), ("24 Apr 2026", "Eviction announced, Ansal district", ""),
)  # fmt: skip
ARABIC_CHAIN = (
    ("٦ نيسان ٢٠٢٦", "تهديد بالقتل، أويالي", "تسبب"), ("١٠ نيسان ٢٠٢٦", "رفض شكوى المياه", ""), ("١٢ نيسان ٢٠٢٦", "توقيف، تريس سيباس", ""),
    ("١٢ نيسان ٢٠٢٦", "إفراج بعد تسع ساعات، مخفر فيلمورا", ""), ("٢٤ نيسان ٢٠٢٦", "إعلان إخلاء، قضاء أنسال", ""),
)  # fmt: skip


def chain(look: Look) -> ChainPart:
    rows = ARABIC_CHAIN if look.tr.language == "ar" else CHAIN
    note = "المتصل نفسه" if look.tr.rtl else "The same caller"
    steps = tuple(
        ChainStep(str(i), date, title, look.tr.listed([date, title]), how, "" if i else note, here=i == 2, ahead=i == 4)
        for i, (date, title, how) in enumerate(rows)
    )
    ties = (
        Tie("t0", "0", "03", rows[0][2], rows[0][1]),
        Tie("t3", "3", "22", "تلي" if look.tr.rtl else "comes after", rows[3][1]),
    )
    return ChainPart("2", steps, ties)
