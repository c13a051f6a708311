"""Steps that only one kind of record has, offered on its page: each has a label, an icon, and its function."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.actions import interviews, outputs
from app.gui.desk import Desk
from app.gui.look import Look
from app.gui.places.doors import opener
from app.gui.places.editing import Editing
from app.gui.text import Text


class Offer(NamedTuple):
    """One step: its kinds, its key, its icon, its label, and its function.

    `does` names a module in this folder and its function, then the arguments after the desk: `editing`, and `key`, the
    id of the record.
    """

    kinds: tuple[str, ...]
    key: str
    icon: str
    word: Callable[[Text], str]
    does: str


def all_tables(desk: Desk) -> None:
    """Open the papers that count all records."""
    from app.gui.places.papers import open_whole

    names = tuple(output.name for output in outputs.all_() if isinstance(output.build, outputs.OfNumbers))
    open_whole(desk, names, desk.look.tr("Tables of all records"))


def consent(desk: Desk, editing: Editing, key: str) -> None:
    """Open an empty consent for the interviewed person; if no person is named yet, the form asks for that too."""
    desk.ask(lambda vault: interviews.person(vault, key), lambda who: editing.new_part("consent_record", who))


OFFERS: Sequence[Offer] = (
    Offer(("appeal",), "instant", "bolt", lambda tr: tr("How it stands, and whom to ask…"), "appeals.open_appeal key"),
    Offer(("checkin_plan", "mission"), "board", "clock", lambda tr: tr("Check-ins"), "checkins.open_board key"),
    Offer(("checkin_plan",), "base-copy", "key", lambda tr: tr("Base copy with the code words…"),
          "base_copy.open_base_copy key"),
    Offer(("checkin_plan",), "travel", "route", lambda tr: tr("This vault travels, or is back"),
          "base_copy.turn_travel key"),
    Offer(("mission",), "plan", "route", lambda tr: tr("Plan and findings…"), "missions.open_plan editing key"),
    Offer(("interview",), "consent", "check", lambda tr: tr("Write down their consent…"), "offers.consent editing key"),
    Offer(("accompaniment",), "accompaniment", "clock", lambda tr: tr("Roster, log and handover…"),
          "accompaniment.open_accompaniment key"),
    Offer(("risk_assessment",), "risk", "alert", lambda tr: tr("Scores and comparison…"),
          "security.open_risk editing key"),
    Offer(("security_incident",), "promote", "document", lambda tr: tr("Make an incident of it"),
          "security.promote key"),
    Offer(("security_incident",), "patterns", "relays", lambda tr: tr("What they have in common…"),
          "security.open_patterns"),
    Offer(("alert",), "tree", "people", lambda tr: tr("Contact tree…"), "warning.open_tree key"),
    Offer(("observation",), "promote-observation", "document", lambda tr: tr("Make it an incident"),
          "warning.promote key"),
    Offer(("observation", "indicator", "alert"), "warning", "shield-alert", lambda tr: tr("Early warning"),
          "warning.open_warning"),
    Offer(("network",), "network", "people", lambda tr: tr("Who covers what…"),
          "participants.open_network editing key"),
    Offer(("offer",), "matches", "people", lambda tr: tr("What fits together…"), "participants.open_matches"),
    Offer(tuple({kind for output in outputs.all_() for kind in output.about}), "papers", "files",
          lambda tr: tr("Papers…"), "papers.open_papers key"),
    Offer(("undertaking", "meeting", "intervention"), "late", "clock", lambda tr: tr("All that is late…"),
          "missions.open_late"),
    Offer(("case", "network"), "tables", "list", lambda tr: tr("Tables of all records…"), "offers.all_tables"),
)  # fmt: skip
"""Every step, in the order in which they are offered."""
_BY_KEY: Mapping[str, Offer] = {offer.key: offer for offer in OFFERS}


def of(look: Look, kind: str) -> list[tuple[str, str, str]]:
    """Return the key, the word and the icon of each step that a kind has."""
    return [(offer.key, offer.word(look.tr), offer.icon) for offer in OFFERS if kind in offer.kinds]


def take(desk: Desk, editing: Editing, step: str, key: str) -> None:
    """Run a step with a record."""
    page, *takes = _BY_KEY[step].does.split()
    given = {"editing": editing, "key": key}
    opener(page)(desk, **{name: given[name] for name in takes})
