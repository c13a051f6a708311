"""The windows. The only package that imports PySide6."""

from app.gui.late import load_signatures_late

load_signatures_late()
