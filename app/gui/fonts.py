"""Fonts: Inter and Noto Sans Arabic from their packages, loaded from memory, never installed.

Noto Sans Arabic declares lines of 1.374 + 0.738 em, so rows would grow by half; `build_fonts` writes a copy
with 1.00 + 0.36 em under another name (the OFL asks for that) and set-up runs it
once. Without the copy the packaged font is used.
"""

from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFontDatabase

LATIN, ARABIC, BUILT_ARABIC = "Inter", "Noto Sans Arabic", "Amparo Arabic"
BUILT = Path(__file__).parents[2] / "build" / "fonts"
"""Where set-up leaves the mended font; absent in a bare tree."""
BUILT_FILE = "AmparoArabic.ttf"
ASCENT, DESCENT = 1.00, 0.36
"""Of one em: marks above and tails below are whole, rows keep their height."""


def build_fonts(target: Path) -> Path:
    """Write the Arabic font with mended line metrics into `target` and return its file; about two seconds.

    Raises OSError where `target` cannot be written. Only x.py calls this, at set-up.
    """
    from fontTools.ttLib import TTFont  # 200 ms, and only at set-up

    font = TTFont(_packaged("fontpkg_noto_sans_arabic", "NotoSansArabic["), recalcTimestamp=False)
    em = font["head"].unitsPerEm
    up, down = round(ASCENT * em), round(DESCENT * em)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = up, -down, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = up, -down, 0
    os2.usWinAscent, os2.usWinDescent = up, down
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16, 25):
            text = record.toUnicode().replace("Noto Sans Arabic", BUILT_ARABIC)
            record.string = text.replace("NotoSansArabic", BUILT_ARABIC.replace(" ", ""))
    target.mkdir(parents=True, exist_ok=True)
    font.save(target / BUILT_FILE)
    return target / BUILT_FILE


def _packaged(package: str, prefix: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    folder = Path(spec.origin).parent / "files"
    return next(file for file in sorted(folder.iterdir()) if file.name.startswith(prefix))


def load_fonts(language: str, built: Path = BUILT) -> None:
    """Make the families known to Qt; the Arabic one only when the language or what is written needs it."""
    known = set(QFontDatabase.families())
    if LATIN not in known:
        QFontDatabase.addApplicationFontFromData(_packaged("fontpkg_inter", "Inter[").read_bytes())
    if language == "ar" and not {ARABIC, BUILT_ARABIC} & known:
        mended = built / BUILT_FILE
        file = mended if mended.exists() else _packaged("fontpkg_noto_sans_arabic", "NotoSansArabic[")
        QFontDatabase.addApplicationFontFromData(file.read_bytes())


def families(language: str) -> list[str]:
    """Return the families in the order a language wants them."""
    arabic = [BUILT_ARABIC, ARABIC]
    return [*arabic, LATIN] if language == "ar" else [LATIN, *arabic]
