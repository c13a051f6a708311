"""Load the fonts Inter and Noto Sans Arabic from their packages, from memory; never install them.

From a file, Qt draws each weight of Inter as the regular one.

Noto Sans Arabic sets lines of 1.374 + 0.738 em, which makes rows half as high again. Amparo uses it with 1.00 + 0.36 em
and, as the OFL demands, under another name. The name is neutral, because every printed paper contains it. Set-up can
write that copy once; without that file it is made in memory.
"""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase

from app.start import resources

LATIN, BUILT_ARABIC = "Inter", "Field Arabic"
BUILT = resources().parent / "build" / "fonts"
"""The folder to which set-up writes the changed font; absent in a bare tree."""
BUILT_FILE = "FieldArabic.ttf"
_LOADED = "fonts"
"""Property of the application: the loaded families. A query to Qt makes it list every font of the system."""
ASCENT, DESCENT = 1.00, 0.36
"""In em: marks above and tails below are not cut, and rows keep their height."""


def build_fonts(target: Path) -> Path:
    """Write the Arabic font with changed line metrics into `target` and return its file.

    Raises OSError if `target` cannot be written. Set-up calls this by `python -m app.gui.style.fonts`.
    """
    target.mkdir(parents=True, exist_ok=True)
    (target / BUILT_FILE).write_bytes(repair_arabic_font())
    return target / BUILT_FILE


def repair_arabic_font() -> bytes:
    """Return the Arabic font with lines of 1.00 + 0.36 em, under its own name; about 200 ms, mostly for imports."""
    from fontTools.ttLib import TTFont  # only where it is needed

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
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _packaged(package: str, prefix: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    folder = Path(spec.origin).parent / "files"
    return next(file for file in sorted(folder.iterdir()) if file.name.startswith(prefix))


def load_fonts(language: str, built: Path = BUILT) -> None:
    """Register the families with Qt; the Arabic one only if `language` is Arabic."""
    app = QCoreApplication.instance()
    known = set(app.property(_LOADED) or ()) if app is not None else set()
    if LATIN not in known:
        QFontDatabase.addApplicationFontFromData(_packaged("fontpkg_inter", "Inter[").read_bytes())
    if language == "ar" and BUILT_ARABIC not in known:
        file = built / BUILT_FILE
        QFontDatabase.addApplicationFontFromData(file.read_bytes() if file.exists() else repair_arabic_font())
    if app is not None:
        app.setProperty(_LOADED, sorted({*known, LATIN, *([BUILT_ARABIC] if language == "ar" else [])}))


def families(language: str) -> list[str]:
    """Return the families in the order of preference of a language."""
    return [BUILT_ARABIC, LATIN] if language == "ar" else [LATIN, BUILT_ARABIC]


if __name__ == "__main__":
    print(build_fonts(BUILT))
