"""The windows. The only package that imports PySide6."""

import os
import sys

from app.gui.enums import make_quickly
from app.gui.lazy_imports import load_late

if hasattr(os, "RTLD_LAZY"):
    sys.setdlopenflags(os.RTLD_LAZY)  # PySide's modules hold 13,000 calls, of which a start uses a few
make_quickly()
load_late()
