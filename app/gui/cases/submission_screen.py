"""Submissions: choose a body for a record or a person, and lead a form from the first answer to the reply."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.papers.justice.bundles import FormBundle, make_bundle, make_for_body
from app.actions.papers.justice.bundles import paint as paint_bundle
from app.actions.papers.justice.bundles import save as save_bundle
from app.actions.papers.register import PaperFile
from app.actions.submissions import form_facts, forms, mechanisms
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.sheet import FormQuestion
from app.gui.cases import submission_query as reading
from app.gui.cases.mechanisms_screen import open_mechanisms
from app.gui.cases.submission_note_view import AnswerView, NoteView, PasteView
from app.gui.cases.submission_query import BeginPage, SubmissionPage
from app.gui.cases.submission_view import BeginView, SubmissionView
from app.gui.papers.leak_questions import ask_leaks
from app.gui.records.form_screen import Editing
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.place import back_button
from app.gui.shell.row_work import unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser
from app.gui.widgets.labels import WIDEST, Label, at_most, column
from app.gui.widgets.openrow import line_row
from app.store.vault.open_vault import Vault


def open_begin(desk: VaultSession, editing: Editing, key: str, about: str = "", person: str = "") -> None:
    """Show the bodies that a form can go to. `key` is a detention, an incident, a case or a person, or empty."""
    tr = desk.look.tr

    def show(shown: BeginPage) -> None:
        view = BeginView(desk.look, shown, back_button(desk))
        view.chosen.connect(partial(open_begin, desk, editing, key))
        view.begun.connect(lambda mechanism: _begin(desk, editing, shown, mechanism))
        view.listed.connect(partial(open_mechanisms, desk))
        desk.window.show_full(view)
        desk.watch(view, partial(open_begin, desk, editing, key, shown.about, shown.person))

    desk.read(lambda vault: reading.read_begin(vault, tr, key, about, person), show)


def _begin(desk: VaultSession, editing: Editing, shown: BeginPage, mechanism: str) -> None:
    """Begin a form, and show it."""

    def begin(vault: Vault) -> tuple[str, Changed]:
        found = mechanisms.find_by_id(vault, mechanism)
        language = form_facts.choose_language(found, desk.look.tr.language)
        made, changed = forms.begin(vault, mechanism, shown.about, shown.person, language)
        return made.id.hex(), changed

    def begun(done: tuple[str, Changed]) -> None:
        desk.tell(desk.look.tr("Saved as a draft in Complaints."), changed=done[1])
        open_form(desk, editing, done[0])

    desk.ask(begin, begun, desk.failed)


def open_form(desk: VaultSession, editing: Editing, key: str) -> None:
    """Show a form: its open points, time limits, questions and answers."""
    tr = desk.look.tr

    def show(shown: SubmissionPage) -> None:
        view = SubmissionView(desk.look, shown, back_button(desk))
        view.placed.connect(partial(_go, desk, editing, shown))
        view.acted.connect(lambda act: _ACTS[act](desk, editing, shown))
        desk.window.show_full(view)
        desk.watch(view, partial(open_form, desk, editing, key))

    desk.read(lambda vault: reading.read_form(vault, tr, key), show)


def _go(desk: VaultSession, editing: Editing, shown: SubmissionPage, place: str) -> None:
    """Go to the place that cures an open point; the form is read again after it."""
    what, _, key = place.partition(":")
    again = partial(open_form, desk, editing, shown.key)
    if what == "answer":
        _answer(desk, shown, key)
    elif what == "consent":
        desk.routes.ask_consent(shown.person, [key], again)
    elif what == "letterhead":
        from app.gui.papers.letterhead_screen import open_letterhead

        open_letterhead(desk, again)
    elif what == "override":
        _override(desk, shown, key)
    elif what == "treaty":
        state, _, treaty = key.partition(":")
        linked: dict[str, Any] = {name: one for name, one in (("country", state), ("instrument", treaty)) if one}
        editing.new_part("treaty_status", "", then=again, **linked)
    elif what == "step":
        editing.new_part("proceeding", key, then=again)
    else:
        editing.open_whole(key, again)


def _over(desk: VaultSession, done: Changed) -> None:
    """Close the page of an answer or a note; the form below is read again."""
    desk.window.close_full()
    desk.tell(desk.look.tr("Saved."), changed=done)


def _override(desk: VaultSession, shown: SubmissionPage, gate: str) -> None:
    """Ask for the reason to override the stop of a treaty."""
    tr = desk.look.tr
    lines = [("reason", tr("Reason"))]
    text = tr("The form keeps the reason, and shows it under “To look at”.")
    view = NoteView(desk.look, tr("Override this stop"), text, None, lines, back_button(desk), needs="reason")
    view.saved.connect(
        lambda said: desk.ask(lambda vault: forms.override(vault, shown.key, gate, said["reason"])[1],
                              partial(_over, desk), desk.failed))  # fmt: skip
    desk.window.show_over(view)


def _answer(desk: VaultSession, shown: SubmissionPage, question: str) -> None:
    one = next(one for one in shown.questions if one.key == question)
    view = AnswerView(desk.look, one, back_button(desk))
    view.about = f"{shown.key} {question}"

    def save(text: str, state: str) -> None:
        view.text.document().setModified(False)
        if (text, state) == (one.answer.strip(), one.state):  # the words of the records stay theirs
            desk.window.close_full()
            return
        desk.ask(lambda vault: forms.answer(vault, shown.key, question, text, state)[1],
                 partial(_over, desk), desk.failed)  # fmt: skip

    view.saved.connect(save)
    desk.window.show_over(view)


def _open_paper(desk: VaultSession, editing: Editing, shown: SubmissionPage) -> None:
    from app.gui.papers.papers_screen import show_papers

    desk.read(lambda vault: reading.read_paper(vault, desk.look.tr, shown.key), partial(show_papers, desk))


def _note(
    desk: VaultSession, make: Callable[[date], NoteView], keep: Callable[[Vault, Mapping[str, str]], Changed]
) -> None:
    def show(today: date) -> None:
        view = make(today)
        view.saved.connect(lambda said: desk.ask(lambda vault: keep(vault, said),
                                                 partial(_over, desk), desk.failed))  # fmt: skip
        desk.window.show_over(view)

    desk.read(clock.today, show)


def _open_sent(desk: VaultSession, editing: Editing, shown: SubmissionPage) -> None:
    """Ask for the day and way of the sending; a form with open points needs a reason."""
    tr = desk.look.tr
    lines = [("by", tr("Sent by (alias)")), ("way", tr("Way: portal, mail or post")),
             ("receipt", tr("Number of the receipt"))]  # fmt: skip
    text = tr("The reply of the body counts from this day. An action in Complaints waits for it.")
    if not shown.ready:
        lines.append(("reason", tr("Reason to send it with open points")))
        text = tr("This form has open points. To note its sending, give a reason.")
    _note(desk,
          lambda today: NoteView(desk.look, tr("Note the sending"), text, today, lines, back_button(desk),
                                 needs="" if shown.ready else "reason"),
          lambda vault, said: forms.note_sent(vault, shown.key, **said)[1])  # fmt: skip


def _open_reply(desk: VaultSession, editing: Editing, shown: SubmissionPage) -> None:
    tr = desk.look.tr
    lines = [("text", tr("Text of the reply")), ("published_in", tr("Published in"))]
    text = tr("A decision or a publication ends the waiting.")
    _note(desk,
          lambda today: NoteView(desk.look, tr("Note a reply"), text, today, lines, back_button(desk), shown.replies),
          lambda vault, said: forms.note_reply(vault, shown.key, **said)[1])  # fmt: skip


# The paste sheet.


def _open_paste(
    desk: VaultSession, editing: Editing, shown: SubmissionPage, answers: LeakAnswers = LeakAnswers()
) -> None:
    """Show the answers for a portal, after the questions of the leak check."""

    def make(vault: Vault) -> tuple[Sequence[FormQuestion], Collection[int]]:
        form, made = forms.read_form(vault, shown.key), make_for_body(vault, shown.key, answers)
        made.need_decisions()
        rows = [one for one in made.framed.body if isinstance(one, FormQuestion) and one.id]
        done = form.fields.get("copied", [])
        return rows, {at for at, one in enumerate(rows) if isinstance(done, list) and one.id in done}

    def refused(error: BaseException) -> None:
        if not ask_leaks(desk, error, answers, partial(_open_paste, desk, editing, shown)):
            desk.failed(error)

    def show(found: tuple[Sequence[FormQuestion], Collection[int]]) -> None:
        rows, done = found
        view = PasteView(desk.look, shown.title, rows, done, back_button(desk))

        def copy(at: int) -> None:
            QGuiApplication.clipboard().setText(rows[at].answer)
            said = desk.look.tr("Copied. The clipboard is cleared after 30 seconds.")
            desk.ask(lambda vault: forms.mark_copied(vault, shown.key, [rows[at].id]), lambda _: desk.say(said))

        view.copied.connect(copy)
        desk.window.show_over(view)

    desk.ask(make, show, refused)


# The bundle.


def _open_bundle(
    desk: VaultSession, editing: Editing, shown: SubmissionPage, answers: LeakAnswers = LeakAnswers()
) -> None:
    """Show the files that go into the bundle, and write it into a folder, after the questions of the leak check."""
    look, tr = desk.look, desk.look.tr

    def show(bundle: FormBundle) -> None:
        browser = Browser(look, tr("Folder"), Path.home(), tr("Save into this folder"))
        browser.picked.connect(lambda folder: _save_bundle(desk, bundle, unused_path(Path(folder) / "form.pdf")))
        text = tr("One PDF with the form, a table of hashes, and the pages of its annexes. It is not encrypted.")
        page = Choosing(look, tr("Bundle"), text, browser, desk.window.close_full, "submissions")
        files = [(one.number, one.kind, one.pages) for one in bundle.annexes]
        rows: list[QWidget] = [line_row(look, one) for one in reading.list_annexes(tr, files, bundle.left)]
        none = Label(look, tr("No annexes. Add them to the record of the form."), "second", "ink2", wrap=True)
        page.body.insertWidget(1, at_most(look, column(look, *(rows or [none]), gap=0), WIDEST))
        desk.window.show_over(page)

    def refused(error: BaseException) -> None:
        if not ask_leaks(desk, error, answers, partial(_open_bundle, desk, editing, shown)):
            desk.failed(error)

    desk.ask(lambda vault: make_bundle(vault, shown.key, make_for_body(vault, shown.key, answers)), show, refused)


def _save_bundle(desk: VaultSession, bundle: FormBundle, path: Path) -> None:
    """Paint the bundle without the vault, then write it with its row in the register."""
    tr = desk.look.tr

    def keep(files: Sequence[PaperFile]) -> None:
        names = ", ".join(one.path.name for one in files)

        def saved(changed: Changed) -> None:
            desk.window.close_full()
            said = tr("Saved outside the vault as {name}. It is not encrypted.", name=names)
            fresh = files[0].made.warnings[len(bundle.made.warnings) :]
            said = " ".join((said, *map(tr.phrase, fresh)))
            desk.tell(saved_words(desk, said, files[0].path), changed=changed)

        desk.ask(lambda vault: save_bundle(vault, bundle, files), saved, desk.failed)

    desk.on_net(lambda _, __: paint_bundle(path, bundle), keep, desk.failed)


_ACTS: Mapping[str, Callable[[VaultSession, Editing, SubmissionPage], None]] = {
    "form": _open_paper, "paste": _open_paste, "bundle": _open_bundle, "sent": _open_sent, "reply": _open_reply,
}  # fmt: skip
