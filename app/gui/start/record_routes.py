"""Steps that only one kind of record has, offered on its page: each has a label, an icon, and its function."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.actions.papers import paper_makers
from app.actions.records import interviews
from app.domain.kind import Kind
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.page_routes import opener
from app.gui.style.text import Text
from app.gui.style.theme import Look


class RecordStep(NamedTuple):
    """One step: its key (in `Kind.steps`), its icon, its label, and its function.

    `does` names a function with its module, then its arguments after the desk: `editing`, and `key`, the id of the
    record.
    """

    key: str
    icon: str
    word: Callable[[Text], str]
    does: str


def all_tables(desk: VaultSession) -> None:
    """Open the papers that count all records."""
    from app.gui.papers.papers_screen import open_whole

    names = tuple(
        output.name for output in paper_makers.list_outputs() if isinstance(output.build, paper_makers.OfNumbers)
    )
    open_whole(desk, names, desk.look.tr("Tables of all records"))


def consent(desk: VaultSession, editing: Editing, key: str) -> None:
    """Open an empty consent for the interviewed person; if no person is named yet, the form asks for that too."""
    desk.ask(lambda vault: interviews.person(vault, key), lambda who: editing.new_part("consent_record", who))


OFFERS: Sequence[RecordStep] = (
    RecordStep("instant", "bolt", lambda tr: tr("State and recipients…"),
               "app.gui.appeals.appeals_screen.open_appeal key"),
    RecordStep("board", "clock", lambda tr: tr("Check-ins"), "app.gui.checkins.checkins_screen.open_board key"),
    RecordStep("base-copy", "key", lambda tr: tr("Base copy with the code words…"),
               "app.gui.field.base_copy_screen.open_base_copy key"),
    RecordStep("travel", "route", lambda tr: tr("This vault travels, or has returned"),
               "app.gui.field.base_copy_screen.turn_travel key"),
    RecordStep("plan", "route", lambda tr: tr("Plan and findings…"),
               "app.gui.field.mission_screen.open_plan editing key"),
    RecordStep("consent", "check", lambda tr: tr("Record consent…"),
               "app.gui.start.record_routes.consent editing key"),
    RecordStep("accompaniment", "clock", lambda tr: tr("Roster, log and handover…"),
               "app.gui.accompaniment.accompaniment_screen.open_accompaniment key"),
    RecordStep("risk", "alert", lambda tr: tr("Scores and comparison…"),
               "app.gui.field.security_screen.open_risk editing key"),
    RecordStep("next-step", "forward", lambda tr: tr("Next step…"),
               "app.gui.cases.tracker_screen.open_step editing key"),
    RecordStep("old-lines", "list", lambda tr: tr("Make steps of the old lines…"),
               "app.gui.cases.tracker_screen.open_lines key"),
    RecordStep("promote", "document", lambda tr: tr("Make an incident from it"),
               "app.gui.field.security_screen.promote key"),
    RecordStep("patterns", "relays", lambda tr: tr("Common features…"),
               "app.gui.field.security_screen.open_patterns"),
    RecordStep("tree", "people", lambda tr: tr("Contact tree…"), "app.gui.warning.warning_screen.open_tree key"),
    RecordStep("promote-observation", "document", lambda tr: tr("Make an incident from it"),
               "app.gui.warning.warning_screen.promote key"),
    RecordStep("warning", "shield-alert", lambda tr: tr("Early warning"),
               "app.gui.warning.warning_screen.open_warning"),
    RecordStep("network", "people", lambda tr: tr("Coverage…"),
               "app.gui.field.coverage_screen.open_network editing key"),
    RecordStep("matches", "people", lambda tr: tr("Matches…"), "app.gui.field.coverage_screen.open_matches"),
    RecordStep("areas", "place", lambda tr: tr("Words without an area…"),
               "app.gui.cases.areas_screen.open_unknown editing"),
    RecordStep("disappearance", "eye-off", lambda tr: tr("Record a disappearance"),
               "app.gui.cases.detention_screen.record_disappearance key"),
    RecordStep("submit", "send", lambda tr: tr("Submit to a body…"),
               "app.gui.cases.submission_screen.open_begin editing key"),
    RecordStep("questions", "list", lambda tr: tr("Questions and open points…"),
               "app.gui.cases.submission_screen.open_form editing key"),
    RecordStep("link-incidents", "relays", lambda tr: tr("Link the incidents"),
               "app.gui.incidents.patterns_screen.link_incidents key"),
    RecordStep("demands", "list", lambda tr: tr("Add demands"),
               "app.gui.cases.demands_screen.add_demands key"),
    RecordStep("measure", "shield", lambda tr: tr("Make a measure of this…"),
               "app.gui.cases.demands_screen.make_measure editing key"),
    RecordStep("new-measure", "plus", lambda tr: tr("Measure…"),
               "app.gui.cases.demands_screen.add_measure editing key"),
    RecordStep("amend", "edit", lambda tr: tr("Amend for a region…"),
               "app.gui.cases.documents_screen.amend editing key"),
    RecordStep("split", "list", lambda tr: tr("Make items of its text"),
               "app.gui.cases.documents_screen.split_text key"),
    RecordStep("check-names", "search", lambda tr: tr("Check names…"),
               "app.gui.papers.vetting_screen.open_check key"),
    RecordStep("vetting-answer", "files", lambda tr: tr("Answers about names…"),
               "app.gui.papers.vetting_screen.open_answers key"),
    RecordStep("papers", "files", lambda tr: tr("Papers…"), "app.gui.papers.papers_screen.open_papers key"),
    RecordStep("given", "send", lambda tr: tr("Recipient and answer…"), "app.gui.papers.given_dialog.open_given key"),
    RecordStep("tables", "list", lambda tr: tr("Tables of all records…"), "app.gui.start.record_routes.all_tables"),
)  # fmt: skip
"""Every step, in the order in which they are offered."""
_ADD_MISSING = "app.gui.cases.tracker_screen.add_missing editing key item"
_BY_KEY: Mapping[str, RecordStep] = {offer.key: offer for offer in OFFERS}


def list_record_actions(look: Look, kind: Kind) -> list[tuple[str, str, str]]:
    """Return the key, the word and the icon of each step that a kind has; papers are a step if there are any for it."""
    keys = {*kind.steps, *(["papers"] if paper_makers.for_kind(kind.name) else [])}
    return [(offer.key, offer.word(look.tr), offer.icon) for offer in OFFERS if offer.key in keys]


def take(desk: VaultSession, editing: Editing, step: str, key: str) -> None:
    """Run a step with a record; after its key, a step can have an item, as in `add-missing/risk`."""
    step, _, item = step.partition("/")
    page, *takes = (_ADD_MISSING if item else _BY_KEY[step].does).split()
    given = {"editing": editing, "key": key, "item": item}
    opener(page)(desk, **{name: given[name] for name in takes})
