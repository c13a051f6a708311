"""The screens of the field with invented data."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from tests.gui import (
    invented_field,
    invented_missions,
    invented_warning,
)
from tests.gui.stage import Over, Screen


def screens(look: Look, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""
    pages: dict[str, Callable[[], QWidget]] = {
        "42b-interview": lambda: invented_missions.interview(look),
        "59-gender-table": lambda: invented_field.gender_table(look),
        "11c-map-weeks": lambda: invented_warning.map_list(look),
    }

    def shown(page: Callable[[], QWidget]) -> Screen:
        return lambda: over(page(), "missions")

    return {name: shown(page) for name, page in pages.items()}
