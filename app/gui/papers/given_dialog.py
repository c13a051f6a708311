"""Note who got a paper, by which way and when; after its withdrawal, write the notice and note the answer."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import shiboken6
from attrs import frozen
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.papers import register
from app.actions.papers.justice import bundles
from app.actions.withdrawals import withdrawal_notices
from app.domain.frame import FramedSheet
from app.domain.moment import Way
from app.domain.record import Record
from app.gui.papers.papers_view import draw_paper
from app.gui.shell.row_work import unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.undo_stack import make_stop
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import title_words
from app.gui.style.text import WRITTEN, Text, label
from app.gui.style.theme import Look
from app.gui.widgets.blocks import scroll_area, section
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, fill
from app.gui.widgets.overlay import Veil
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

WIDTH = 720
"""Pixels at 100 %."""


@frozen
class GivenPage:
    """One paper of the register: its title, if it is withdrawn, and the choices; `to` is (id or text, name).

    `told`: its recipient knows of the withdrawal, or answered.
    """

    key: str
    title: str
    withdrawn: bool
    recipients: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    today: date
    to: tuple[str, str] = ("", "")
    way: str = ""
    told: bool = False
    unsent: bool = False
    """True for the form of a submission that nobody marked as sent."""


def read_page(vault: Vault, tr: Text, key: str) -> GivenPage:
    """Return the page of one paper."""
    row = records.record_of(vault, key)
    role = vault.kinds[register.KIND].role("to")
    known = [one for kind in (role.to if role else ()) for one in records.find(vault, Query(kind, limit=None))]
    ids = [link.id.hex() for role, link in records.show(vault, key).links if role == "to"]
    name = register.recipient(vault, row)
    ways = tuple((code, label(vault, tr, "paper_way", code)) for code in vault.words["paper_way"].codes)
    answers = tuple((code, label(vault, tr, "paper_state", code)) for code in register.ANSWERS)
    return GivenPage(
        key, title_words(vault, tr, row), row.fields.get("state") not in register.OPEN,
        tuple(sorted(((one.id.hex(), one.title) for one in known), key=lambda one: one[1].casefold())),
        ways, answers, clock.today(vault), ((ids or [name])[0], name), str(row.fields.get("way", "")),
        row.fields.get("state") in register.ANSWERS, bundles.find_unsent(vault, row) is not None,
    )  # fmt: skip


class GivenDialog(Veil):
    """The dialog. `given` carries recipient, way and day; `answered` the state, the day and the words.

    `asked` carries the language of the notice to show, `noticed` the folder and the language of a notice to write,
    `withdrawn` nothing.
    """

    given = Signal(str, str, str)
    answered = Signal(str, str, str)
    asked = Signal(str)
    noticed = Signal(str, str)
    withdrawn = Signal()

    def __init__(self, look: Look, window: QWidget, shown: GivenPage) -> None:
        tr = look.tr
        super().__init__(look, window, tr("Recipient and answer"), shown.title, WIDTH)
        self._shown, self.reference = shown, ""
        self.day = DateEdit(look, tr("Day"), "", shown.today.isoformat(), shown.today, Way.PAST)
        rows = self._answer() if shown.withdrawn else self._give()
        room = scroll_area(column(look, *rows, gap=14))
        self.content.addWidget(room, 1)
        if not self._full:
            room.setMinimumHeight(min(look.px(430), window.height() - look.px(240)))

    def _give(self) -> Sequence[QWidget]:
        look, tr, shown = self.look, self.look.tr, self._shown
        self.to = Picker(look, tr("Given to"), tr("Choose or type a recipient"), make_option_search(shown.recipients))
        self.to.set_value(*shown.to)
        self.way = OneOf(look, list(shown.ways), shown.way, tr("Way"), chips=True)
        self.go = Button(look, tr("Save recipient"), "pri", "check")
        self.go.clicked.connect(
            lambda _=False: self._save(lambda day: self.given.emit(self.to.value, self.way.value, day))
        )
        self.sent = Choice(look, tr("Mark the submission as sent on this day"),
                           tr("The reply of the body counts from this day."), box=True)  # fmt: skip
        self.sent.setChecked(shown.unsent)
        self.reason = line_edit(look, tr("Reason to send it with open points"))
        send = (
            [self.sent, Labelled(look, tr("Reason to send it with open points"), self.reason)] if shown.unsent else []
        )
        away = Button(look, tr("Withdraw this paper"), "std", "undo", act=self.withdrawn.emit)
        self.first: QWidget = self.to
        why = tr("If a person withdraws consent, Amparo lists this recipient.")
        return (
            Label(look, why, "body", "ink2", wrap=True), Labelled(look, tr("Given to"), self.to),
            Labelled(look, tr("Way"), self.way), Labelled(look, tr("Day"), self.day), *send,
            flow([self.go, away]),
        )  # fmt: skip

    def _answer(self) -> Sequence[QWidget]:
        look, tr, shown = self.look, self.look.tr, self._shown
        self.result = OneOf(look, list(shown.answers), "", tr("State"), chips=True)
        self.text = line_edit(look, tr("Words of the recipient"))
        self.go = Button(look, tr("Save answer"), "pri", "check")
        self.go.clicked.connect(
            lambda _=False: self._save(lambda day: self.answered.emit(self.result.value, day, self.text.text().strip()))
        )
        start = tr.language if tr.language in WRITTEN else "en"
        self.language = OneOf(look, list(WRITTEN.items()), start, tr("Language"), act=self.asked)
        self._notice = column(look)
        self.browser = Browser(look, tr("Folder"), Path.home(), tr("Save the notice into this folder"))
        self.browser.picked.connect(lambda folder: self.noticed.emit(folder, self.language.value))
        self.browser.list.setFixedHeight(look.px(110))
        self.first = self.result if shown.told else self.language
        why = tr("The notice has reference and copy, and never the person. You send it yourself.")
        notice = [
            section(look, tr("Notice")), Label(look, why, "body", "ink2", wrap=True),
            Labelled(look, tr("Language"), self.language), self._notice, self.browser,
        ]  # fmt: skip
        answer = [
            section(look, tr("Answer")), Labelled(look, tr("State"), self.result),
            Labelled(look, tr("Words of the recipient"), self.text), Labelled(look, tr("Day"), self.day),
            flow([self.go]),
        ]  # fmt: skip
        return [*answer, *notice] if shown.told else [*notice, *answer]

    def show_notice(self, notice: FramedSheet) -> None:
        """Show the notice as it will be saved."""
        self.reference = notice.marks[0]
        fill(self._notice.layout(), draw_paper(self.look, notice))

    def _save(self, act: Callable[[str], None]) -> None:
        if self.day.wrong or not self.day.value:
            self.day.setFocus()
        elif not self._shown.withdrawn and not self.to.value:
            self.to.setFocus()
        elif self._shown.withdrawn and not self.result.value:
            self.result.setFocus()
        else:
            act(self.day.value)


def open_given(desk: VaultSession, key: str, done: Callable[[], None] = lambda: None) -> None:
    """Ask who got a paper, or show its withdrawal; `done` is called when the answer is saved."""
    tr = desk.look.tr
    desk.read(lambda vault: read_page(vault, tr, key), lambda shown: _show(desk, shown, done))


def _show(desk: VaultSession, shown: GivenPage, done: Callable[[], None]) -> None:
    tr, known = desk.look.tr, {key for key, _ in shown.recipients}
    dialog = GivenDialog(desk.look, desk.window, shown)

    def paper(vault: Vault) -> Record:
        return records.record_of(vault, shown.key)

    def over(said: str) -> None:
        dialog.leave()
        desk.past.did(make_stop(tr("The register keeps this entry. Nothing was undone.")))
        desk.tell(said)
        done()

    def given(to: str, way: str, day: str) -> None:
        who = (to, "") if to in known else ("", to)
        said, reason = dict(shown.ways).get(way, ""), dialog.reason.text().strip()
        sends = shown.unsent and dialog.sent.isChecked()

        def give(vault: Vault) -> Changed:
            if sends:
                return bundles.give_and_send(vault, paper(vault), *who, way, day, said, reason)
            return register.give(vault, paper(vault), *who, way, day)[1]

        desk.ask(give, lambda _: over(tr("Saved.")))

    def answered(result: str, day: str, text: str) -> None:
        desk.ask(lambda vault: register.answer(vault, paper(vault), result, day, text)[1],
                 lambda _: over(tr("Saved.")))  # fmt: skip

    def withdrawn() -> None:
        def again(_: Changed) -> None:
            dialog.leave()
            open_given(desk, shown.key, done)

        desk.ask(lambda vault: register.withdraw(vault, paper(vault))[1], again)

    dialog.given.connect(given)
    dialog.answered.connect(answered)
    dialog.withdrawn.connect(withdrawn)
    if shown.withdrawn:
        _offer_notice(desk, dialog, paper)
    dialog.open(dialog.first)


def _offer_notice(desk: VaultSession, dialog: GivenDialog, paper: Callable[[Vault], Record]) -> None:
    """Show the notice about a paper in the chosen language, and write the same notice to a file."""

    def ask(language: str) -> None:
        def make(vault: Vault) -> FramedSheet:
            return withdrawal_notices.make_notice(vault, paper(vault), language).framed

        desk.read(make, lambda notice: dialog.show_notice(notice) if shiboken6.isValid(dialog) else None)

    def write(folder: str, language: str) -> None:
        path = unused_path(Path(folder) / "notice.pdf")

        def make(vault: Vault) -> Changed:
            row = paper(vault)
            made = withdrawal_notices.make_notice(vault, row, language, reference=dialog.reference)
            return register.save(vault, register.paint(path, made), follows=str(row.fields["reference"]))[1]

        def written(_: Changed) -> None:
            said = desk.look.tr("Saved outside the vault as {name}. It is not encrypted.", name=path.name)
            desk.tell(saved_words(desk, said, path))
            dialog.result.setFocus()

        desk.ask(make, written)

    dialog.asked.connect(ask)
    dialog.noticed.connect(write)
    ask(dialog.language.value)
