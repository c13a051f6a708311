"""The papers of a record, or of the vault, over any place: chosen, previewed, and saved outside the vault."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from shiboken6 import isValid

from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.outgoing.output import OutputResult
from app.actions.outgoing.wording import PaperText
from app.actions.papers import paper_makers, register
from app.actions.papers.register import PaperFile
from app.actions.release.leak_check import remember_answers
from app.actions.release.released_names import OpenNames
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.gui.papers import papers_query as reading
from app.gui.papers.given_dialog import open_given
from app.gui.papers.leak_questions import ask_leaks
from app.gui.papers.papers_query import PaperShown, PapersPage, PaperWish, SensitivePart
from app.gui.papers.papers_view import PapersView, SecondConfirmation
from app.gui.papers.wording_view import ReaderDialog, WordingDialog
from app.gui.shell.place import SinglePage, back_button
from app.gui.shell.row_work import file_name, unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.store.vault.open_vault import Vault


def open_papers(desk: VaultSession, key: str) -> None:
    """Show the possible papers of a record."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda shown: show_papers(desk, shown))


def open_whole(desk: VaultSession, names: tuple[str, ...], title: str, none: str = "") -> None:
    """Show papers about the complete vault; if there are none, show the text `none`."""
    tr = desk.look.tr
    desk.read(
        lambda vault: reading.vault_papers(vault, tr, names, title),
        lambda shown: show_papers(desk, shown) if shown.papers else desk.say(none),
    )


def show_papers(desk: VaultSession, shown: PapersPage) -> None:
    """Show the possible papers over the place."""
    desk.window.show_full(_view(desk, shown, desk.look.tr("Papers"), back_button(desk)))


class Papers(SinglePage):
    """A tab of papers about the complete vault: those of a directory with the people in it, or all others."""

    def __init__(self, desk: VaultSession, title: str, directory: bool) -> None:
        super().__init__(desk)
        outputs = [output for output in paper_makers.list_outputs() if not output.about or output.roots]
        self._names = tuple(output.name for output in outputs if bool(output.audiences) is directory)
        self._title = title
        self._shown: PapersPage | None = None

    def refresh(self) -> None:
        """Read which papers can be made; a choice and typed text stay if they are the same."""
        tr, names = self._desk.look.tr, self._names
        self._desk.read(lambda vault: reading.vault_papers(vault, tr, names, ""), self._put)

    def _put(self, shown: PapersPage) -> None:
        page = self.widget.currentWidget()
        if shown == self._shown and isinstance(page, PapersView):
            page.asked.emit(page.wish)  # a consent can have changed
        elif shown != self._shown:
            self._shown = shown
            self.put(_view(self._desk, shown, self._title) if shown.papers else self._nobody())

    def _nobody(self) -> ScrollPage:
        look, tr = self._desk.look, self._desk.look.tr
        text = tr(
            "The directory lists only people who agreed. To add a person, open the contact, choose "
            "“Channels…”, then “Change…”."
        )
        empty = Empty(look, "book", tr("Nobody in the directory yet"), text, tr("Go to {page}", page=tr("People")),
                      lambda: self._desk.go("people"))  # fmt: skip
        page = ScrollPage(look, 32)
        page.add(PageHeader(look, self._title), empty)
        page.first = empty.button
        return page


def _view(desk: VaultSession, shown: PapersPage, title: str, back: Button | None = None) -> PapersView:
    tr = desk.look.tr
    view = PapersView(desk.look, shown, Path.home(), back, title)

    def names() -> OpenNames | None:
        return OpenNames(desk.second.key, desk.second.why) if desk.second.key is not None else None

    def ask(wish: PaperWish) -> None:
        def came(found: PaperShown) -> None:
            if isValid(view) and view.wish == wish:  # neither closed nor another choice meanwhile
                view.show_paper(found)

        opened = names()
        if wish.named and opened is None:
            view.set_named(False)
            desk.routes.open_names(lambda: view.set_named(True))
            return
        desk.read(lambda vault: reading.paper_view(vault, tr, wish, shown.keys, opened), came)

    def go(folder: str, answers: LeakAnswers = LeakAnswers()) -> None:
        wish, reference, opened = view.wish, view.reference, names()
        if wish.named and opened is None:  # the real names closed meanwhile
            return
        file = Path(folder) / file_name(view.name.text() or "sheet", view.form.value)

        def refused(error: BaseException) -> None:
            if not ask_leaks(desk, error, answers, lambda more: go(folder, more)):
                desk.failed(error)

        save(desk, file, lambda vault: reading.make(vault, wish, shown.keys, reference, answers, opened), refused)

    view.asked.connect(ask)
    view.consent.connect(partial(_ask_consent, desk, view))
    view.heads.connect(partial(_add_letterhead, desk, view))
    view.confirm.connect(partial(_confirm, desk, view))
    view.lacks.connect(lambda name: desk.routes.take(f"add-missing/{name}", shown.keys[0]))
    view.reword.connect(partial(_reword, desk, view))
    desk.second.changed.connect(view.stale)
    view.stale.connect(lambda: view.set_named(False) if desk.second.key is None else None)
    view.go.connect(lambda folder: go(folder))
    ask(view.wish)
    return view


def _confirm(desk: VaultSession, view: PapersView, part: SensitivePart) -> None:
    dialog = SecondConfirmation(desk.look, desk.window, part, dict(view.chosen.audiences)[view.wish.profile])
    dialog.sure.connect(lambda: view.confirm_part(part))
    dialog.open(dialog.later)


def _reword(desk: VaultSession, view: PapersView, texts: tuple[PaperText, ...]) -> None:
    dialog = WordingDialog(desk.look, desk.window, texts)
    dialog.written.connect(view.take_wording)
    dialog.open(dialog.first)


def _again(view: PapersView) -> None:
    """Make the paper again, with the focus at its start: the pressed button is gone."""
    view.asked.emit(view.wish)
    view.paper.setFocus()


def _ask_consent(desk: VaultSession, view: PapersView, person: str) -> None:
    """Record the answer of a person to the readers of the paper, and come back."""
    audience = PROFILES.get(view.wish.profile)
    desk.routes.ask_consent(person, list(audience.opens[-1:]) if audience else [], partial(_again, view))


def _add_letterhead(desk: VaultSession, view: PapersView) -> None:
    """Write a letterhead, and choose it for the paper."""
    from app.gui.papers.letterhead_screen import open_letterhead

    def found(names: tuple[str, ...]) -> None:
        view.offer_letterheads(names, len(names))
        _again(view)

    open_letterhead(desk, lambda: desk.read(lambda vault: reading.list_issuers(vault, desk.look.tr), found))


def save(
    desk: VaultSession, file: Path, make: Callable[[Vault], OutputResult],
    refused: Callable[[BaseException], None] | None = None,
) -> None:  # fmt: skip
    """Make a paper and write it outside the vault under an unused name; then announce it and close the page.

    `refused` gets the error if a decision is open, such as an answer to the leak check. A public paper is shown to its
    second reader first.
    """
    tr, path = desk.look.tr, unused_path(file)

    def over(rows: Sequence[Record]) -> None:
        desk.window.close_full()
        said = tr("Saved outside the vault as {name}. It is not encrypted.", name=path.name)
        desk.tell(saved_words(desk, said, path))
        for row in rows if rows[0].fields["audience"] != "internal" else ():
            open_given(desk, row.id.hex())

    def made(found: OutputResult) -> None:
        try:
            found.need_decisions()
        except InputRefused as error:
            (refused or desk.failed)(error)
            return
        if found.needs_reader and not all(found.reader):
            _ask_reader(desk, found, made)
            return
        desk.on_net(lambda _, __: register.paint(path, found), keep, desk.failed)  # painting takes time

    def keep(file: PaperFile) -> None:
        def kept(vault: Vault) -> tuple[tuple[Record, ...], Changed]:
            remember_answers(vault, file.made.leaks)
            return register.save(vault, file)

        desk.ask(kept, lambda done: over(done[0]), desk.failed)

    desk.read(make, made)


def _ask_reader(desk: VaultSession, made: OutputResult, then: Callable[[OutputResult], None]) -> None:
    """Show a finished paper to its second reader, and continue with the mark. It closes with the real names."""

    def show(today: date) -> None:
        dialog = ReaderDialog(desk.look, desk.window, made, today)
        desk.second.changed.connect(dialog.leave)
        dialog.agreed.connect(lambda *mark: desk.read(lambda vault: paper_makers.mark_read(vault, made, *mark), then))
        dialog.open(dialog.first)

    desk.read(clock.today, show)
