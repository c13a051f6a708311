"""An invented incident that is about to be destroyed, and an invented machine."""

# ruff: noqa: E501 - one line is one row

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.actions.vault.machine import LAYERS, reader
from app.device import findings, linux
from app.device.findings import DeviceFinding, good_finding
from app.gui.settings.machine_view import MachineView
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.phrase import Phrase


def machine(look: Look) -> QWidget:
    nothing = Path("/nonexistent")
    care = DeviceFinding(
        "hibernation", "care", Phrase("This computer can hibernate: the system then writes all memory to the disk."),
        Phrase("If the vault is open at that moment, the system writes its keys too."),
        Phrase("Lock the vault before you put the computer away, or turn hibernation off."),
    )  # fmt: skip
    rows = [
        (care, False), (findings.check_synchronised_folder(Path("/home/wren/Nextcloud/notes")), True), (linux.disk(nothing, nothing), False),
        (good_finding("swap", Phrase("The system does not write memory to an unencrypted disk.")), False),
        (good_finding("locked", Phrase("Keys are kept in memory that is never swapped.")), False),
        (reader(frozenset(LAYERS) - {"landlock"}, "linux"), False),
    ]  # fmt: skip
    return MachineView(look, rows, Button(look, look.tr("Safety & settings"), "quiet", "back"))
