"""The icon of the program: the outline of a page on the accent colour, as neutral as the name."""

import json
from pathlib import Path

from app.gui.style.tokens import LIGHT
from installer import ROOT

_SIDE = 512


def svg() -> str:
    """Return the icon as SVG, made of the window's page icon and its colours."""
    page = json.loads((ROOT / "resources" / "icons" / "icons.json").read_text("utf-8"))["document"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
        f'<rect x="2" y="2" width="44" height="44" rx="10" fill="{LIGHT["acc"]}"/>'
        f'<path transform="translate(10.8 10.8) scale(1.1)" d="{page}" fill="none" stroke="{LIGHT["onacc"]}" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


def write_png(file: Path) -> None:
    """Draw the icon, 512 pixels wide, for systems that convert it. Raises OSError if it cannot be saved."""
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(_SIDE, _SIDE, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg().encode())).render(painter)
    painter.end()
    if not image.save(str(file)):
        raise OSError(f"{file} could not be written.")
