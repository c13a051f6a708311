"""Put an incident into a case with one press: the cases in a list, over any place."""

from app.actions.records import incidents
from app.gui.search import find_query as reading
from app.gui.search.find_view import FindView
from app.gui.shell.latest_request import Latest
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty
from app.gui.widgets.rows import Row


def open_case_choice(desk: VaultSession, key: str) -> None:
    """Show the cases that the incident is not in; a press on one puts the incident into it, and Undo takes it out."""
    tr, look, question, case = desk.look.tr, desk.look, Latest(desk), desk.kinds["case"]
    view = FindView(look, tr("Put into a case"), tr("Search title, text, names"))

    def ask(text: str) -> None:
        def show(rows: tuple[Row, ...]) -> None:
            none = Empty(look, "folder", tr(case.empty_title), tr(case.empty_text), tr("New case"), begin)
            view.show_found(rows, text.strip(), None if text.strip() else none)

        question.ask(lambda vault: reading.list_other_cases(vault, tr, key, text), show, view)

    def begin() -> None:
        desk.go("all-cases")
        desk.window.key.emit("new")

    def choose(chosen: str) -> None:
        title = next(row.title for row in view.model.rows if row.key == chosen)
        desk.window.close_full()
        desk.act(
            lambda vault: incidents.put_into_case(vault, key, chosen),
            tr("Now in the case “{title}”.", title=title),
            lambda vault: incidents.take_out_of_case(vault, key, chosen),
        )

    view.searched.connect(ask)
    view.opened.connect(choose)
    view.close_button.clicked.connect(lambda _=False: desk.window.close_full())
    desk.window.show_full(view)
    ask("")
