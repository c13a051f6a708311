"""The windows. The only package that imports PySide6."""

from app.gui.enums import make_quickly
from app.gui.lazy_imports import load_late

make_quickly()
load_late()
