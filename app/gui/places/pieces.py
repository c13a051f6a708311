"""One piece of evidence: its proof of integrity first, the picture from memory, and its line of hands."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.actions import evidence
from app.gui.dates import when
from app.gui.desk import Desk
from app.gui.widgets.blocks import Facts, Page, PageHeader, PlainRow, box, section
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column
from app.gui.widgets.picture import Picture
from app.store.vault import Vault

if TYPE_CHECKING:
    from app.actions.exchange import Db
    from sync.ports import Told

BIGGEST = 40_000_000
"""Bytes of the largest picture that is shown from memory."""


def show_piece(desk: Desk, item: evidence.Item) -> None:
    """Open the page of one piece over the place."""
    look, tr = desk.look, desk.look.tr
    page = Page(look, 32)
    back = Button(look, tr("Back"), "quiet", "back", tr("Esc"))
    back.clicked.connect(desk.window.close_full)
    actions: list[QWidget] = []
    if item.file is not None:
        out = Button(
            look, tr("Export the original…"), "tool", "out", tr("Leaves the vault, readable by whoever has the disk")
        )
        out.clicked.connect(lambda _=False: _ask_folder(desk, item))
        actions.append(out)
    sha256 = str(item.record.fields.get("sha256", ""))
    page.add(PageHeader(look, item.record.title, item.record.ref, actions, back))
    size = tr.size(item.file.size if item.file else int(str(item.record.fields.get("size", 0))))
    rows = [(tr("Name"), str(item.record.fields.get("file_name", "")), ""), (tr("Size"), size, "")]
    rows.append((tr("Hash"), f"{sha256[:16]} … {sha256[-8:]}" if sha256 else "", tr("SHA-256 of the original")))
    page.add(Facts(look, rows))
    lines = [_hand(desk, entry.action.name, entry.at, entry.reason) for entry in item.custody]
    page.add(column(look, section(look, tr("Custody · {n}", n=len(lines))), *lines, gap=9))
    page.close_column()
    desk.window.show_full(page)
    if item.file is not None and item.file.size <= BIGGEST and str(item.record.fields.get("kind")) == "photo":
        desk.ask(lambda vault: _image(vault, item), lambda image: _show_image(desk, page, image))


def _hand(desk: Desk, action: str, at: int, reason: str) -> QWidget:
    tr = desk.look.tr
    words = {
        "RECEIVED": tr("Taken into this vault"), "CHECKED": tr("Checked: unchanged"), "EXPORTED": tr("Exported"),
        "SHARED": tr("Copy put in the outbox"),
    }.get(action, action.capitalize())  # fmt: skip
    return PlainRow(desk.look, "shield-check", words, tr.line(when(tr, at, at), reason))


def _image(vault: Vault, item: evidence.Item) -> QImage:
    """Decode a picture from memory; a broken one is an empty image."""
    reader = evidence.reader(vault, item)
    size = item.file.size if item.file else 0
    data = b"".join(reader.read_at(at, 1 << 20) for at in range(0, size, 1 << 20))
    return QImage.fromData(data)


def _show_image(desk: Desk, page: Page, image: QImage) -> None:
    if not image.isNull() and desk.window.full is page:
        page.body.insertWidget(1, Picture(desk.look, image))
    elif image.isNull():
        page.body.insertWidget(
            1, box(desk.look, "box", "picture", [(desk.look.tr("This picture cannot be shown here."), "")])
        )


def _ask_folder(desk: Desk, item: evidence.Item) -> None:
    look, tr = desk.look, desk.look.tr
    page = Page(look, 32)
    back = Button(look, tr("Back"), "quiet", "back", tr("Esc"))
    back.clicked.connect(lambda _=False: show_piece(desk, item))
    text = tr("The copy lies outside the vault, readable by whoever has the disk. The custody line will say so.")
    page.add(PageHeader(look, tr("Export the original"), text, back=back))
    browser = Browser(look, tr("Folder"), Path.home(), tr("Export into this folder"))

    def export(folder: str) -> None:
        desk.window.close_full()

        def out(vault: Vault, db: "Db", told: "Told") -> None:
            evidence.copy_out(vault, item, Path(folder), told)
            db(lambda v: evidence.note_export(v, item))

        desk.at_length(
            tr("Exporting {name}", name=item.record.title),
            tr("Stopped. No copy is outside the vault."),
            out,
            lambda _: desk.tell(tr("Exported. The copy is outside the vault now.")),
        )

    browser.picked.connect(export)
    page.body.addWidget(browser, 1)
    page.first = browser
    desk.window.show_full(page)
