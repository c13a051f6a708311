"""Find anything (Ctrl K): the page over any place, and the targets of its results."""

from collections.abc import Mapping, Sequence
from functools import cache

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
    tr, question, known, more = desk.look.tr, Latest(desk), list_targets(desk), cache(lambda: list_more(desk))
    view = FindView(desk.look, tr("Search"), tr("Type a person, a place, a code, a word or an action"))

    def ask(text: str) -> None:
        def show(rows: tuple[Row, ...]) -> None:
            if desk.window.full is view:
                view.show_found(rows, text.strip())

        every = (*known, *more()) if text.strip() else known
        question.ask(lambda vault: reading.find_rows(vault, tr, text, every), show, view)

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
    """Return all places, settings and actions, by group. An empty search shows them."""
    tr, dark = desk.look.tr, desk.look.theme == "dark"
    items = places(desk.look)
    go = [(f"go:{place.key}", place.icon, place.word) for place in items]
    alone = {tab.key: tr(desk.kinds[names[0]].plural) for place in items for tab in place.tabs
             if len(names := desk.kinds.list_names_at(tab.key)) == 1}  # fmt: skip
    go += [(f"go:{tab.key}", place.icon, tab.word) for place in items for tab in place.tabs
           if tab.word != place.word and not alone.get(tab.key, "").startswith(tab.word)]  # fmt: skip
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
    more = _list_words(desk)
    named = [[SearchTarget(*row, more.get(row[0], "")) for row in rows] for rows in (go, settings, do)]
    return tuple(zip((tr("Pages"), tr("Settings"), tr("Actions")), named, strict=True))


def list_more(desk: VaultSession) -> Sequence[tuple[str, Sequence[SearchTarget]]]:
    """Return the papers, the steps on the pages of records, and the help pages, by group. Only a word finds them."""
    from app.actions.papers import paper_makers  # not for the first list

    tr, kinds, more = desk.look.tr, desk.kinds, _list_words(desk)

    def where(names: Sequence[str]) -> str:
        said = tr.listed(tr(kinds[name].label) for name in names)
        return tr("On the page of: {kinds}", kinds=said) if names else ""

    papers = [SearchTarget(key := f"paper:{one.name}", "files", tr(one.label), more.get(key, ""), where(one.about))
              for one in paper_makers.list_outputs() if one.name not in VIEWS]  # fmt: skip
    steps = dict[tuple[str, str, str], list[str]]()
    for kind in kinds.values():
        for step in desk.routes.offered(kind.name) if kind.home.page else ():
            steps.setdefault(step, []).append(kind.name)
    acts = [SearchTarget(f"step:{key}", icon, word.rstrip("…"), "", where(names))
            for (key, word, icon), names in steps.items() if key != "papers"]  # fmt: skip
    pages = [SearchTarget(f"help:{page.key}", "info", page.title, page.found_by) for page in guides(tr.language)]
    return (tr("Papers"), papers), (tr("Actions"), acts), (tr("Help"), pages)


def _list_words(desk: VaultSession) -> Mapping[str, str]:
    """Return more words that find a target, by its key: other names of it, and the name of one record of a list."""
    tr = desk.look.tr
    return {f"list:{kind.name}": tr(kind.label) for kind in desk.kinds.values()} | {
        "list:detention": tr("detention arrest prison custody habeas corpus"),
        "list:treaty_status": tr("treaty convention ratification"),
        "list:programme": tr("press release campaign programme publication"),
        "list:support_plan": tr("psychosocial help therapy medical care relief"),
        "list:case": tr("claim reparation losses"),
        "view:losses": tr("claim reparation harm damage"),
        "view:demands-state": tr("follow a State scorecard monitor"),
        "paper:scorecard": tr("follow a State results"),
        "paper:reparation-claim": tr("losses harm damage compensation"),
        "paper:statistics-sheet": tr("statistics numbers figures"),
        "go:papers": tr("statistics numbers tables reports"),
        "paper:community-loss-census": tr("statistics harm damage"),
    }
