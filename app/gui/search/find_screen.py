"""Find anything (Ctrl K): the page over any place, and the targets of its results."""

from collections.abc import Sequence

from app.domain.views import VIEWS
from app.gui.library.guide import guides
from app.gui.search import find_query as reading
from app.gui.search.find_query import SearchTarget
from app.gui.search.find_view import FindView
from app.gui.settings.sections import list_sections, list_settings
from app.gui.shell.latest_request import Latest
from app.gui.shell.rail import places
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.rows import Row

_ELSEWHERE = ("relays", "contact", "import", "export")
"""Settings that are a place or an action in the search."""


def open_find(desk: VaultSession) -> None:
    """Open the page; Esc goes back to the page before."""
    tr, question, known = desk.look.tr, Latest(desk), list_targets(desk)
    view = FindView(desk.look, tr("Search"), tr("Type a person, a place, a code, a word or an action"))

    def ask(text: str) -> None:
        def show(rows: tuple[Row, ...]) -> None:
            if desk.window.full is view:
                view.show_found(rows, text.strip())

        question.ask(lambda vault: reading.find_rows(vault, tr, text, known), show, view)

    def go(key: str) -> None:
        said = next((row.title for row in view.model.rows if row.key == key), "")
        desk.window.close_full()
        desk.routes.follow(find_list(desk, key, said))

    view.searched.connect(ask)
    view.opened.connect(go)
    view.close_button.clicked.connect(lambda _=False: desk.window.close_full())
    desk.window.show_full(view)
    ask("")


def find_list(desk: VaultSession, key: str, word: str) -> str:
    """Return the key of the list of a kind for a place or tab with its name, which can show another list now."""
    homes = (kind.name for kind in desk.kinds.values() if kind.home.page and desk.look.tr(kind.plural) == word)
    return f"list:{name}" if key.startswith("go:") and (name := next(homes, "")) else key


def list_targets(desk: VaultSession) -> Sequence[tuple[str, Sequence[SearchTarget]]]:
    """Return all places, settings and actions, by group."""
    tr, dark = desk.look.tr, desk.look.theme == "dark"
    items = places(desk.look)
    go = [(f"go:{place.key}", place.icon, place.word) for place in items]
    go += [(f"go:{tab.key}", place.icon, tab.word) for place in items for tab in place.tabs if tab.word != place.word]
    words = {word for _, _, word in go}
    kinds = ((f"list:{kind.name}", kind.icon, tr(kind.plural)) for kind in desk.kinds.values() if kind.home.page)
    go += [row for row in kinds if row[2] not in words]
    words = {word for _, _, word in go}
    views = ((f"view:{view.name}", "list", tr(view.title or view.label)) for view in VIEWS.values())
    go += [row for row in views if row[2] not in words]
    settings = [(f"settings:{one.key}", one.icon, one.word) for one in list_sections(tr)]
    for one in list_settings(tr):
        if one.key not in _ELSEWHERE:
            page = "do" if one.act and one.key != "save-card" else "settings"
            settings.append((f"{page}:{one.key}", one.icon, one.word))
    do = [
        ("areas:", "place", tr("Words without an area")),
        ("do:matches", "people", tr("Offers that match requests")), ("do:stick", "stick", tr("USB stick")),
        ("do:warning", "shield-alert", tr("Early warning")),
        ("do:instant", "bolt", tr("Instant action")), ("do:log", "files", tr("Log of actions taken")),
        ("do:incident", "plus", tr("New incident")), ("do:contact", "share", tr("Exchange cards")),
        ("do:import", "in", tr("Import a table")), ("do:export", "out", tr("Export a table")),
        ("do:duplicates", "files", tr("Possible duplicates")), ("do:patterns", "relays", tr("Patterns")),
        ("do:heaps", "inbox", tr("Accept all reports of a sender")), ("do:nearby", "relays", tr("Nearby")),
        ("do:plan-1998", "book", tr("Add the Plan of Action")),
        ("do:undo", "undo", tr("Undo the last action")), ("do:redo", "again", tr("Do it again")),
        ("do:theme", "theme", tr("Light colours") if dark else tr("Dark colours")),
        ("do:sheet", "key", tr("Keys")), ("do:lock", "lock", tr("Lock now")),
    ]  # fmt: skip
    pages = [(f"help:{page.key}", "info", page.title, page.found_by) for page in guides(tr.language)]
    named = [[SearchTarget(*row) for row in rows] for rows in (go, settings, do, pages)]
    return tuple(zip((tr("Pages"), tr("Settings"), tr("Actions"), tr("Help")), named, strict=True))
