"""The only file with colours: two themes of the same names, and the scale of type.

`tests/gui/test_tokens.py` computes the contrast of every pair that is used (text 4.5, edges and marks 3.0).
There is no green: good is the accent or plain ink with a check mark, so red and amber stay rare.
"""

from collections.abc import Mapping

_RAMP: Mapping[str, str] = {
    "ramp1": "#E2EEF2",
    "ramp2": "#C2DAE2",
    "ramp3": "#9AC2D0",
    "ramp4": "#36788F",
    "ramp5": "#226B83",
    "ramp6": "#0F5F78",
}
"""Counts in a matrix, the same in both themes; text has `qr` on the first three, `paper` on the others."""
LIGHT: Mapping[str, str] = {
    "page": "#FFFFFF",
    "pane": "#F6F7F7",
    "rail": "#EBEEEF",
    "field": "#FFFFFF",
    "sunk": "#F0F2F3",
    "badge": "#EBEFF0",
    "line": "#E0E4E6",
    "ctl": "#7D898E",
    "ink": "#161E20",
    "ink2": "#465256",
    "ink3": "#5F6B70",
    "acc": "#0F5F78",
    "acch": "#0B4C60",
    "onacc": "#FFFFFF",
    "accs": "#E2EEF2",
    "sel": "#D5E7ED",
    "amb": "#7A4B00",
    "ambs": "#FBF0DA",
    "red": "#A1221B",
    "reds": "#FBE8E6",
    "redf": "#B3261E",
    "onred": "#FFFFFF",
    "qr": "#161E20",
    "paper": "#FFFFFF",
    "veil": "#6E161E20",
    "shadow": "#50000000",
    **_RAMP,
}
DARK: Mapping[str, str] = {
    "page": "#1C2224",
    "pane": "#161B1D",
    "rail": "#111517",
    "field": "#14191B",
    "sunk": "#23292C",
    "badge": "#2A3235",
    "line": "#2D3437",
    "ctl": "#7B888D",
    "ink": "#E8EDEE",
    "ink2": "#B4BFC2",
    "ink3": "#96A3A7",
    "acc": "#74C4DA",
    "acch": "#93D3E4",
    "onacc": "#06232C",
    "accs": "#16323B",
    "sel": "#1D3D48",
    "amb": "#EBC174",
    "ambs": "#33290F",
    "red": "#FFA399",
    "reds": "#40201D",
    "redf": "#F0857B",
    "onred": "#2A0806",
    "qr": "#161E20",
    "paper": "#FFFFFF",
    "veil": "#9E05090A",
    "shadow": "#78000000",
    **_RAMP,
}
BARS = ("#000000", "#FFFFFF")
"""The black and the white bar of a working copy, which are the same in each theme."""
THEMES: Mapping[str, Mapping[str, str]] = {"light": LIGHT, "dark": DARK}

TYPE: Mapping[str, tuple[int, int]] = {
    "digits": (25, 500),
    "title": (22, 600),
    "head": (20, 600),
    "sentence": (19, 400),
    "sentence-small": (17, 400),
    "word": (20, 500),
    "card": (16, 600),
    "slot": (20, 600),
    "strong": (14, 600),
    "value": (14, 500),
    "body": (14, 400),
    "label": (13, 600),
    "second": (13, 400),
    "badge": (12, 500),
    "cap": (12, 600),
    "small": (12, 400),
}
"""Role to (pixels at 100 %, weight). Nothing is below 12."""
