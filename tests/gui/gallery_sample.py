"""The screens that the program shows of the sample vault: each is reached as a row, a key or a step reaches it.

Nothing is filled in here. In the empty way, the same pages are those of a vault with nothing in it.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.gui.accompaniment import accompaniment_screen
from app.gui.appeals import appeals_screen
from app.gui.cases.submission_view import SubmissionView
from app.gui.checkins.plan_screen import open_wizard
from app.gui.checkins.plan_view import PlanWizard
from app.gui.delivery import share_screen
from app.gui.delivery.share_view import ShareDialog
from app.gui.field import coverage_screen
from app.gui.incidents import assign_screen, filters_screen
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.people import exchange_screen, people_screen
from app.gui.records import destroying_screen
from app.gui.records.form_screen import Editing
from app.gui.search.find_view import FindView
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.teams import teams_screen
from app.gui.widgets.buttons import Choice
from app.gui.widgets.listpane import ListPane
from app.gui.withdrawals import withdrawing_screen
from tests.gui import gallery_evidence, gallery_safety
from tests.gui.gallery_evidence import ARREST
from tests.gui.gallery_steps import (
    Go,
    at,
    click,
    opened,
    press,
    press_button,
    replace_leaks,
    step,
    steps,
    then,
    type_in,
    type_into,
)
from tests.gui.hands import control
from tests.gui.sample_stage import EMPTY as NOTHING
from tests.gui.sample_stage import FULL, LATER, SAMPLE
from tests.gui.stage import Screen, settle

MISSION = ("mission", "Mission 7, river")
WALK = ("accompaniment", "Road to Sierra Quime")
EDIT = (at("record:", *MISSION), click("Edit"))
CASE = ("case", "Water conflict, Ansal")


def step_of_plan(number: int) -> Go:
    """Go to a step of the check-in wizard, for a mission."""

    def go(desk: VaultSession) -> None:
        open_wizard(desk, SAMPLE.find("mission", "Mission 8, pump house"))
        for page in range(2, number + 1):
            SAMPLE.rest()
            assert isinstance(desk.window.full, PlanWizard)
            desk.window.full.moved.emit(page)

    return go


def _unfinished(desk: VaultSession) -> None:
    desk.go("incidents")
    desk.routes.after_opening()


def _found(desk: VaultSession) -> None:
    """Type into the search of the incidents."""
    desk.go("incidents")
    SAMPLE.rest()
    (pane,) = desk.window.findChildren(ListPane)
    assert pane.search is not None
    type_into(pane.search, SAMPLE.said("pump"))
    SAMPLE.rest(400)


def _no_guide(desk: VaultSession) -> None:
    """Search the library for what is not there."""
    desk.go("help")
    SAMPLE.rest()
    (pane,) = desk.window.findChildren(ListPane)
    assert pane.search is not None
    type_into(pane.search, "xyz")
    SAMPLE.rest(400)


def _find(desk: VaultSession) -> None:
    desk.routes.anywhere["anything"]()
    SAMPLE.rest()
    assert isinstance(desk.window.full, FindView) and desk.window.full.search is not None
    type_into(desk.window.full.search, SAMPLE.said("Marula") if SAMPLE.is_full else "xyz")
    SAMPLE.rest(400)


def _received(desk: VaultSession) -> None:
    desk.routes.follow(f"received:{SAMPLE.newest_report()}")


def _share(desk: VaultSession) -> None:
    """Share the arrest with two verified contacts and one who is not, as the network sees it."""
    key = SAMPLE.find(*ARREST)
    desk.routes.follow(f"record:{key}")
    SAMPLE.rest()
    share_screen.open_share(desk, [key], SAMPLE.said(ARREST[1]))
    SAMPLE.rest()
    (dialog,) = desk.window.findChildren(ShareDialog)
    for words in (*map(SAMPLE.said, ("Lantern", "Team North", "Kestrel")), desk.look.tr("Network")):
        control(dialog, words, Choice).click()


def _destroying(desk: VaultSession) -> None:
    destroying_screen.open_destroying(desk, SAMPLE.find("event", "Followed, Puerto Ansal"))


def _withdrawing(desk: VaultSession) -> None:
    withdrawing_screen.open_withdrawing(desk, SAMPLE.find("event", "Road block, assembly stopped, Lurenka"))


def _introduce(desk: VaultSession) -> None:
    name = "Northern Defence Network"
    people_screen.open_introducing(desk, SAMPLE.find("contact", name), SAMPLE.said(name))


def _comparing(desk: VaultSession) -> None:
    """Go on with an exchange of cards whose number is not compared."""
    exchange_screen.CardExchange(desk, lambda _: None, SAMPLE.find("contact", "Kestrel"), lambda: ())


def _answer(desk: VaultSession) -> None:
    """Open the answer to a question of the form."""
    assert isinstance(desk.window.full, SubmissionView)
    desk.window.full.placed.emit("answer:III")


def _saved_search(desk: VaultSession) -> None:
    """Follow the search that was kept."""
    desk.routes.follow(SAMPLE.saved_search())


def _who(desk: VaultSession) -> None:
    """Press the button of the case that opens the matrix; its label counts the acts."""
    begins = desk.look.tr("Who did what to whom · {n} act|Who did what to whom · {n} acts", n=15)
    press_button(desk.window, begins)


PAGES: Mapping[str, Go] = {
    "03-now": at("go:today"),
    "04-incidents": at("record:", *ARREST),
    "04b-unfinished": _unfinished,
    "04c-found": _found,
    "05-incident-entry": press("incidents", "new"),
    "06-contact": at("record:", "contact", "Kestrel"),
    "06b-verified": at("record:", "contact", "Lantern"),
    "06d-in-records": at("record:", "actor", "Marula"),
    "06f-exchange": at("do:contact"),
    "06k-organisations": at("record:", "organisation", "Union of Quay Workers"),
    "06l-compare": _comparing,
    "06h-between": at("between:", "contact", "Team North"),
    "06i-introduce": _introduce,
    "07-share": _share,
    "07b-preview": then(_share, "Preview for {name}", name="Lantern"),
    "08-delivery": at("go:outbox"),
    "08b-arrival": _received,
    "08a-inbox": at("go:inbox"),
    "08i-cards": at("go:cards"),
    "08d-by-sender": at("do:heaps"),
    "09-checkins": at("go:checkins"),
    "09c-heard": then(at("go:checkins"), "They checked in"),
    "09d-hand-over": then(at("go:checkins"), "Hand over"),
    "09f-plan": step_of_plan(1),
    "09g-code-words": step_of_plan(2),
    "09h-if-silent": step_of_plan(3),
    "09b-new-identity": at("do:identity"),
    "09e-base-copy": step("base-copy", "checkin_plan", "Kestrel and Wren"),
    "09-device": at("go:safety"),
    "11-keys": press("incidents", "sheet"),
    "11b-map": at("go:map"),
    "12-differences": at("differences:"),
    "13-settings": at("settings:look"),
    "13c-my-card": at("settings:card"),
    "13d-computer": at("settings:computer"),
    "13e-recovery": at("settings:recovery"),
    "13b-leaving": at("do:leaving"),
    "14-find": _find,
    "17-case": at("record:", *CASE),
    "18-duplicates": at("do:duplicates"),
    "19-filters": lambda desk: filters_screen.open_filters(desk, IncidentQuery(), lambda _: None),
    "20-library": at("go:help"),
    "23-relays": at("go:relays"),
    "27-destroy": _destroying,
    "30c-no-second-lock": at("do:second"),
    "36-withdraw": _withdrawing,
    "39c-none": at("do:organisations"),
    "22-assign": lambda desk: assign_screen.open_assign(desk, [SAMPLE.find(*ARREST)]),
    "24-ways-in": at("do:ways"),
    "26-backup": at("do:backup"),
    "28-wipe": at("do:wipe"),
    "31-border": at("do:border"),
    "33-team": opened(teams_screen.open_team, *CASE),
    "33b-team-new": opened(teams_screen.open_team, *ARREST),
    "34b-no-desk": at("do:members"),
    "40-field": at("record:", *MISSION),
    "41-papers": step("papers", *MISSION),
    "41b-papers-made": at("go:made"),
    "41c-letterhead": at("do:letterhead"),
    "41d-paper-wording": steps(step("papers", *ARREST), click("Wording of the texts…")),
    "42-instant": lambda desk: appeals_screen.open_instant(desk),
    "42b-instant-ask": opened(appeals_screen.open_ask, "appeal", ""),
    "42d-instant-page": at("appeal:", "appeal", ""),
    "42-mission-plan": step("plan", *MISSION),
    "43-late-promises": at("view:late"),
    "43b-no-action": at("view:not-denounced"),
    "43c-campaign": at("record:", "programme", "Dry land for Orvane"),
    "43d-take-down": at("view:take-down"),
    "43e-media": at("view:media"),
    "43f-denounced": at("record:", "event", "Threat by telephone, Tres Ceibas"),
    "45-accompaniment": at("roster:", *WALK),
    "46-log-entry": opened(accompaniment_screen.open_entry, *WALK),
    "46-warning": at("do:warning"),
    "47-alert-tree": at("alert:", "alert", "Cars at night, Ansal district"),
    "47-risk": step("risk", "risk_assessment", "Mission 7, before it leaves"),
    "48-patterns": step("patterns", "security_incident", "A grey pickup stood at the corner for an hour."),
    "52-network": step("network", "network", "Ansal river network"),
    "52b-matches": at("do:matches"),
    "52e-areas": at("go:areas"),
    "52f-words-without-an-area": at("areas:"),
    "52g-detained": at("go:detention"),
    "52h-detention": at("record:", "detention", "Potter"),
    "52i-steps": at("record:", "undertaking", "Warn the families before the gates close"),
    "52j-losses": at("record:", "case", "Flooded fields, Orvane"),
    "52n-patterns": at("do:patterns"),
    "52r-relocation": at("record:", "relocation", "North star"),
    "52s-next-stage": steps(at("record:", "relocation", "North star"), click("Next step…")),
    "52t-expiring": at("view:expiring"),
    "52u-support-plan": at("record:", "support_plan", "Quiet harbour"),
    "52v-grant": at("record:", "grant", "Harbour small grant"),
    "52w-needs": at("view:needs"),
    "52x-money": at("view:money"),
    "52o-escalation": at("escalation:", "actor", "Marula"),
    "52k-context": at("record:", "context", "Dam of Orvane"),
    "52l-step": steps(at("record:", "undertaking", "Warn the families before the gates close"), click("Next step…")),
    "52m-old-lines": steps(
        at("record:", "undertaking", "Protect the water committee"), click("Make steps of the old lines…")
    ),
    "52n-stalled": at("view:stalled"),
    "52o-legal-steps": at("record:", "case", "Quay workers, Velmora"),
    "52p-statements": at("list:statement"),
    "52q-treaties": at("list:treaty_status"),
    "53-submit": step("submit", "detention", "Potter"),
    "53b-submission": step("questions", "submission", ""),
    "53c-answer": steps(step("questions", "submission", ""), _answer),
    "53e-bodies": steps(step("submit", "detention", "Potter"), click("Forms of the bodies…")),
    "53f-bundle": steps(step("questions", "submission", ""), click("Bundle…")),
    "53d-sent": then(step("questions", "submission", ""), "Sent…"),
    "52t-item": at("list:library_item"),
    "52w-adapted": at("record:", "document", "Recommendations for the upper river"),
    "52u-note": at("record:", "note", "Two boats are better than one"),
    "52v-lessons": at("view:lessons"),
    "54-country-file": at("record:", "case", "Country file"),
    "54b-demands": at("view:demands-state"),
    "54c-plan": at("record:", "programme", "Protection plan, upper river"),
    "54d-arguments": at("view:arguments"),
    "52c-channels": lambda desk: coverage_screen.open_channels(
        desk, Editing(desk), SAMPLE.find("contact", "Ferry keeper, Oyalé")
    ),
    "52d-directory": at("go:directory"),
    "07d-share-anonymous": steps(_share, click("Anonymous, without your signature")),
    "16-matrix": steps(at("record:", *CASE), _who),
    "16b-time-line": steps(at("record:", *CASE), _who, click("Time line")),
    "19b-filtered": _saved_search,
    **gallery_evidence.PAGES,
    **gallery_safety.PAGES,
}
"""How each screen is reached, by the name of its picture."""
WRITES: Mapping[str, Go] = {
    "04d-undo": steps(*EDIT, type_in("Title", "Office raid, Velmora"), click("Save")),
    "04e-chain": steps(at("record:", *ARREST), click("Link an incident…")),
    "08f-stick-anonymous": steps(
        _share,
        click("Anonymous, without your signature"),
        click("Put in the outbox as anonymous"),
        replace_leaks,
        click("Put in the outbox as anonymous"),
        at("do:stick"),
        click("Choose a USB stick…"),
    ),
    "10-edit": steps(*EDIT, type_in("From", "2026-04-31"), click("Save")),
    "05b-incident-edit": steps(at("record:", *ARREST), click("Edit")),
    "06e-mismatch": steps(_comparing, click("Numbers differ…")),
    "52t-company": at("record:", "organisation", "Orvane Water Company"),
    "52u-check-names": steps(at("record:", "organisation", "Orvane Water Company"), click("Check names…")),
    "52v-answers": step("vetting-answer", "vetting", "20"),
    "52w-effects": at("list:effect"),
    "52r-plan": at("do:plan-1998"),
    "52s-items": steps(at("do:plan-1998"), at("list:library_item")),
    "17c-act": steps(at("record:", *ARREST), click("Add: {kind}", kind="Act")),
    "42b-interview": steps(at("record:", *MISSION), click("Add: {kind}", kind="Interview")),
    **gallery_evidence.WRITES,
    **gallery_safety.WRITES,
}
"""Those that write into the vault: the next picture has another copy of the sample."""
EMPTY: Mapping[str, Go] = {
    "04-incidents": at("go:incidents"), "06-contact": at("go:people"), "17-case": at("go:cases"),
    "52s-items": at("list:library_item"),
    "40-field": at("go:field"), "20-library": _no_guide, **{name: PAGES[name] for name in (
        "03-now", "05-incident-entry", "08-delivery", "08d-by-sender", "09-checkins", "11b-map", "12-differences",
        "14-find", "18-duplicates", "24-ways-in", "26-backup", "42-instant", "43-late-promises", "46-warning",
    )},
}  # fmt: skip
"""How the screens of an empty vault are reached."""
BARE: Mapping[str, Go] = {
    "06h-between": at("between:", "contact", "Kestrel"),
    "42-mission-plan": step("plan", "mission", "Mission 8, pump house"),
}
"""Pages of a record of the sample with nothing in it yet."""


def screens(look: Look, size: tuple[int, int], full: bool) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""

    def shown(go: Go, state: str = FULL, writes: bool = False) -> Screen:
        def make() -> QWidget:
            desk = SAMPLE.open(look, size, state)
            go(desk)
            SAMPLE.rest()
            settle()
            if writes:
                SAMPLE.spoil()
            return desk.window

        return make

    if not full:
        return {name: shown(go) for name, go in BARE.items()} | {name: shown(go, NOTHING) for name, go in EMPTY.items()}
    looks: Sequence[tuple[Mapping[str, Go], str, bool]] = (
        (PAGES, FULL, False), (WRITES, FULL, True), (gallery_safety.LATER, LATER, False),
        (gallery_safety.LATER_WRITES, LATER, True), (gallery_safety.EMPTY_WRITES, NOTHING, True),
    )  # fmt: skip
    return {name: shown(go, state, writes) for pages, state, writes in looks for name, go in pages.items()}
