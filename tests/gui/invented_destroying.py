"""An invented incident that is about to be destroyed, and an invented machine."""

# ruff: noqa: E501 - one line is one row

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.actions.vault.machine import LAYERS, reader
from app.device import folder, linux
from app.device.findings import DeviceFinding, good_finding
from app.gui.records.destroying_values import DestroyPage
from app.gui.records.destroying_view import DestroyView
from app.gui.settings.machine_view import MachineView
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowView
from app.phrase import Phrase
from tests.gui.invented_words import said


def destroy(look: Look) -> QWidget:
    tr = look.tr
    title = said(look, "Two men in a grey pickup followed Kestrel and Wren along the quay.")
    goes = (
        RowView("document", title, tr.line(tr("Incident"), "IN-7CHWC")),
        RowView("list", said(look, "Northern Defence Network, night desk"), tr.line(tr("Act"), "AC-4QK2M")),
        RowView("document", tr("{n} file|{n} files", n=2), tr("The key first, then the file itself"), far=tr.size(6_200_000)),
        RowView("inbox", tr("{n} report that came|{n} reports that came", n=1), tr("Taken out; what else they say stays")),
        RowView("send", tr("{n} report on its way|{n} reports on their way", n=1), tr("Stopped; what a relay or stick has already goes on"), ink="amb"),
    )  # fmt: skip
    stays = (
        RowView("person", said(look, "Wren"), tr("Also belongs to {title}", title=said(look, "Marula"))),
        RowView(
            "shield-check", tr("A line of custody"), tr("That something was destroyed, when, and your reason; not what")
        ),
    )
    copies = (
        RowView("person", said(look, "Marula"), tr("Was sent something of it, and keeps that")),
        RowView("disk", "/media/stick/backup", tr("A backup of {at}", at=tr("today {time}", time=tr.digits("11:02")))),
        RowView("disk", tr("Images of this disk, snapshots, the spare area of a flash disk"), tr("Whoever has one and this vault's key reads it there")),
    )  # fmt: skip
    choices = (("parts", tr("With its parts")), ("linked", tr("Also what nothing else names")))
    shown = DestroyPage("IN-7CHWC", choices, "parts", goes, tr("{n} record|{n} records", n=2), stays, copies)
    return DestroyView(look, shown, Button(look, tr("Back"), "quiet", "back"))


def machine(look: Look) -> QWidget:
    nothing = Path("/nonexistent")
    care = DeviceFinding(
        "hibernation", "care", Phrase("This machine can hibernate: all of its memory is written to the disk then."),
        Phrase("Where the vault is open at that moment, so are its keys."),
        Phrase("Lock before you put it away, or turn hibernation off."),
    )  # fmt: skip
    rows = [
        (care, False), (folder.check_synchronised_folder(Path("/home/wren/Nextcloud/notes")), True), (linux.disk(nothing, nothing), False),
        (good_finding("swap", Phrase("Memory is not swapped to a disk in clear.")), False),
        (good_finding("locked", Phrase("Keys are kept in memory that is never swapped.")), False),
        (reader(frozenset(LAYERS) - {"landlock"}, "linux"), False),
    ]  # fmt: skip
    return MachineView(look, rows, Button(look, look.tr("This computer"), "quiet", "back"))
