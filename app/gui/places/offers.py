"""Steps that only one kind of record has, offered on its page: each has a word, an icon, and what it opens."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.actions import interviews, outputs
from app.gui.desk import Desk
from app.gui.look import Look
from app.gui.places.editing import Editing
from app.gui.text import Text


class Offer(NamedTuple):
    """One step: for which kinds, its key, its icon, how it is said, and what it does with the id of the record."""

    kinds: tuple[str, ...]
    key: str
    icon: str
    word: Callable[[Text], str]
    take: Callable[[Desk, Editing, str], None]


def _papers(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.papers import open_papers

    open_papers(desk, key)


def _warning(desk: Desk, _: Editing, __: str) -> None:
    from app.gui.places.warning import open_warning

    open_warning(desk)


def _tree(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.warning import open_tree

    open_tree(desk, key)


def _promote_observation(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.warning import promote

    promote(desk, key)


def _plan(desk: Desk, editing: Editing, key: str) -> None:
    from app.gui.places.missions import open_plan

    open_plan(desk, editing, key)


def _late(desk: Desk, _: Editing, __: str) -> None:
    from app.gui.places.missions import open_late

    open_late(desk)


def _tables(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.papers import open_whole

    names = tuple(output.name for output in outputs.all_() if isinstance(output.build, outputs.OfNumbers))
    open_whole(desk, names, desk.look.tr("Tables of all records"))


def _how_it_stands(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.appeals import open_appeal

    open_appeal(desk, key)


def _board(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.checkins import open_board

    open_board(desk, key)


def _base_copy(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.base_copy import open_base_copy

    open_base_copy(desk, key)


def _travel(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.base_copy import turn_travel

    turn_travel(desk, key)


def _accompaniment(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.accompaniment import open_accompaniment

    open_accompaniment(desk, key)


def _risk(desk: Desk, editing: Editing, key: str) -> None:
    from app.gui.places.security import open_risk

    open_risk(desk, editing, key)


def _promote(desk: Desk, _: Editing, key: str) -> None:
    from app.gui.places.security import promote

    promote(desk, key)


def _patterns(desk: Desk, _: Editing, __: str) -> None:
    from app.gui.places.security import open_patterns

    open_patterns(desk)


def _network(desk: Desk, editing: Editing, key: str) -> None:
    from app.gui.places.participants import open_network

    open_network(desk, editing, key)


def _matches(desk: Desk, _: Editing, __: str) -> None:
    from app.gui.places.participants import open_matches

    open_matches(desk)


def _consent(desk: Desk, editing: Editing, key: str) -> None:
    """Open an empty consent of who was interviewed; where nobody is named yet, one that asks for that too."""
    desk.ask(lambda vault: interviews.person(vault, key), lambda who: editing.new_part("consent_record", who))


OFFERS: Sequence[Offer] = (
    Offer(("appeal",), "instant", "bolt", lambda tr: tr("How it stands, and whom to ask…"), _how_it_stands),
    Offer(("checkin_plan", "mission"), "board", "clock", lambda tr: tr("Check-ins"), _board),
    Offer(("checkin_plan",), "base-copy", "key", lambda tr: tr("Base copy with the code words…"), _base_copy),
    Offer(("checkin_plan",), "travel", "route", lambda tr: tr("This vault travels, or is back"), _travel),
    Offer(("mission",), "plan", "route", lambda tr: tr("Plan and findings…"), _plan),
    Offer(("interview",), "consent", "check", lambda tr: tr("Write down their consent…"), _consent),
    Offer(("accompaniment",), "accompaniment", "clock", lambda tr: tr("Roster, log and handover…"), _accompaniment),
    Offer(("risk_assessment",), "risk", "alert", lambda tr: tr("Scores and comparison…"), _risk),
    Offer(("security_incident",), "promote", "document", lambda tr: tr("Make an incident of it"), _promote),
    Offer(("security_incident",), "patterns", "relays", lambda tr: tr("What they have in common…"), _patterns),
    Offer(("alert",), "tree", "people", lambda tr: tr("Contact tree…"), _tree),
    Offer(
        ("observation",), "promote-observation", "document", lambda tr: tr("Make it an incident"), _promote_observation
    ),
    Offer(("observation", "indicator", "alert"), "warning", "shield-alert", lambda tr: tr("Early warning"), _warning),
    Offer(("network",), "network", "people", lambda tr: tr("Who covers what…"), _network),
    Offer(("offer",), "matches", "people", lambda tr: tr("What fits together…"), _matches),
    Offer(
        tuple({kind for output in outputs.all_() for kind in output.about}), "papers", "files",
        lambda tr: tr("Papers…"), _papers,
    ),
    Offer(("undertaking", "meeting", "intervention"), "late", "clock", lambda tr: tr("All that is late…"), _late),
    Offer(("case", "network"), "tables", "list", lambda tr: tr("Tables of all records…"), _tables),
)  # fmt: skip
"""Every step, in the order in which they are offered."""
_BY_KEY: Mapping[str, Offer] = {offer.key: offer for offer in OFFERS}


def of(look: Look, kind: str) -> list[tuple[str, str, str]]:
    """Return the key, the word and the icon of each step that a kind has."""
    return [(offer.key, offer.word(look.tr), offer.icon) for offer in OFFERS if kind in offer.kinds]


def take(desk: Desk, editing: Editing, step: str, key: str) -> None:
    """Do a step with a record."""
    _BY_KEY[step].take(desk, editing, key)
