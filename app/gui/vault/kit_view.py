"""The recovery kit: new shares go to paper, or sealed to contacts, and are not shown again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.vault.passphrase_view import PassphraseProof
from app.gui.vault.ways_query import Given, ShareKit
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label


class KitView(ScrollPage):
    """The page. `print_` carries the numbers of the shares for one PDF, `seal` the number of one share, `done` a
    `Given`.

    Nothing changes before `done`. `proof` is the label of the current password. If `second` is True, the real names are
    open, so the shares can open them too.
    """

    print_ = Signal(tuple)
    seal = Signal(int)
    done = Signal(object)

    def __init__(self, look: Look, kit: ShareKit, back: Button, second: bool = False, proof: str = "") -> None:
        super().__init__(look, 32)
        self._kit = kit
        self._printed: set[int] = set()
        self._sealed: dict[int, str] = {}
        self._with_end: set[int] = set()
        self._how: dict[int, Label] = {}
        self._warned = False
        tr, first = look.tr, kit.papers[0]
        text = tr("{needed} of {of} open this vault.", needed=first.needed, of=first.of)
        if kit.notes:
            text = tr("{needed} of {of} open the session notes.", needed=first.needed, of=first.of)
        text += " " + tr("Confirm below to use the shares. After that, Amparo cannot show them again.")
        self.add(PageHeader(look, tr("Give the shares away"), text, back=back))
        said = tr(
            "The PDF is a secret, on paper and as a file. Print it, give each page to its holder, and delete "
            "the file. A printer can store its last pages."
        )
        everything = Button(look, tr("Save all as one PDF…"), "std", "files")
        everything.clicked.connect(lambda _=False: self.print_.emit(tuple(paper.number for paper in kit.papers)))
        self.first = everything
        holders = card(look, Label(look, tr("Holders"), "card"), *self._holders(), flow([everything]))
        note = tr("Then enough holders together can also read the real names, with this computer or a backup.")
        self.second = Choice(look, tr("Open the real names too"), note, box=True)
        self.second.setVisible(second)
        self.proof = PassphraseProof(look, proof)
        self._note = Label(look, "", "second", "amb", wrap=True)
        self._note.hide()
        self.finish = Button(look, tr("Use these shares"), "pri", act=self._end)
        self.add(
            box(look, "box", "shield", [(said, "")]), holders, self.second, self.proof, self._note, flow([self.finish]),
            widest=WIDEST,
        )  # fmt: skip
        self.close_column()

    def printed(self, numbers: tuple[int, ...], file: str) -> None:
        """Record that the shares are saved as a PDF."""
        self._printed |= set(numbers)
        for number in numbers:
            self._how[number].setText(self.look.tr("Saved as {name}.", name=file))
        self._warn("")

    def sealed(self, number: int, contact: str, name: str, leave_end: bool = False) -> None:
        """Record that a share will be sealed to a contact at the end.

        If `leave_end` is True, our key revocation is sent with the share.
        """
        tr = self.look.tr
        self._sealed[number] = contact
        self._with_end = self._with_end | {number} if leave_end else self._with_end - {number}
        said = tr("Amparo will send it to {name}, encrypted", name=name)
        self._how[number].setText(tr.line(said, tr("with the message that ends your key")) if leave_end else said)
        self._warn("")

    def _holders(self) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = []
        for paper in self._kit.papers:
            title = tr("Share {n}: {holder}", n=paper.number, holder=paper.holder)
            row = ActedRow(look, "person", title, tr("Not given yet"), self._buttons(paper.number))
            self._how[paper.number] = row.second
            rows.append(row)
        return rows

    def _buttons(self, number: int) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        paper = Button(look, tr("Save as PDF…"), "tool", "document", act=lambda: self.print_.emit((number,)))
        made: list[QWidget] = [paper]
        if self._kit.contacts:
            seal = Button(look, tr("Send to a contact…"), "tool", "send", act=lambda: self.seal.emit(number))
            made.append(seal)
        return made

    def _warn(self, said: str) -> None:
        self._warned = bool(said)
        self._note.setText(said)
        self._note.setVisible(bool(said))
        plain_text.set_accessible_description(self.finish, said)

    def _end(self) -> None:
        """Finish if every share is given. If not, warn about the loss, and finish at the next press."""
        tr = self.look.tr
        left = [paper for paper in self._kit.papers if paper.number not in (self._printed | set(self._sealed))]
        if not self.proof.complete():
            return
        if left and not self._warned:
            said = tr("{n} share has no holder yet. Amparo cannot show it again later.|{n} shares have no "
                      "holder yet. Amparo cannot show them again later.", n=len(left))  # fmt: skip
            self._warn(said + " " + tr("Press the button again to use the shares anyway."))
            return
        self.finish.setEnabled(False)
        proof, ends = self.proof, frozenset(self._with_end)
        self.done.emit(Given(dict(self._sealed), proof.passphrase, proof.key_file, self.second.isChecked(), ends))

    def failed(self, text: str) -> None:
        """Show why the shares are not in use. Everything stays unchanged."""
        self.finish.setEnabled(True)
        self.proof.wrong(text)
