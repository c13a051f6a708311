"""One piece of evidence: its proof of integrity first, the picture from memory, and its line of hands."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QWidget

from app.actions import evidence, inside
from app.gui.dates import when
from app.gui.desk import Desk
from app.gui.widgets.blocks import Facts, Page, PageHeader, PlainRow, box, section
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column
from app.gui.widgets.picture import Picture, image_of
from app.store.vault import Vault

if TYPE_CHECKING:
    from app.actions.exchange import Db
    from app.exchange.foreign import Picture as Shown
    from app.gui.views.incident import IncidentView
    from sync.ports import Told

THUMBNAILS = 8
"""Pictures of one page that are decoded."""
THUMBNAIL = 480
"""Pixels of their longer side."""
SIDE = 1600
"""Pixels of the longer side of a picture on its page."""


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
    if item.file is not None and str(item.record.fields.get("kind")) == "photo":
        key = item.record.id.hex()
        desk.on_net(
            lambda vault, db: inside.pictures(vault, db, [key], SIDE).get(key),
            lambda shown: _show_image(desk, page, shown),
        )


def show_thumbnails(desk: Desk, view: "IncidentView", keys: Sequence[str]) -> None:
    """Put the first pictures of a page into its strip when they have been decoded."""

    def made(shown: "dict[str, Shown]") -> None:
        if shiboken6.isValid(view) and view.strip is not None:
            for key, picture in shown.items():
                view.strip.show_image(key, image_of(picture))

    desk.on_net(lambda vault, db: inside.pictures(vault, db, keys[:THUMBNAILS], THUMBNAIL), made)


def _hand(desk: Desk, action: str, at: int, reason: str) -> QWidget:
    tr = desk.look.tr
    words = {
        "RECEIVED": tr("Taken into this vault"), "CHECKED": tr("Checked: unchanged"), "EXPORTED": tr("Exported"),
        "SHARED": tr("Copy put in the outbox"),
    }.get(action, action.capitalize())  # fmt: skip
    return PlainRow(desk.look, "shield-check", words, tr.line(when(tr, at, at), reason))


def _show_image(desk: Desk, page: Page, shown: "Shown | None") -> None:
    if desk.window.full is not page:  # left meanwhile
        return
    if shown is not None:
        page.body.insertWidget(1, Picture(desk.look, image_of(shown)))
    else:
        words = [(desk.look.tr("This picture cannot be shown here."), "")]
        page.body.insertWidget(1, box(desk.look, "box", "picture", words))


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
