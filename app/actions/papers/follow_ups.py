"""One list of all promises, requests, meetings and letters: the late ones first, then one table for each partner."""

from collections.abc import Sequence

from attrs import evolve

from app.actions.kernel import records
from app.actions.kernel.records import record_of
from app.actions.kernel.view_rows import count_late_days, sort_late
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import deeds
from app.actions.paper_parts.incident_words import say_basis
from app.actions.paper_parts.passages import answer_day, list_events, say_subject, section
from app.actions.papers import declared, gender
from app.actions.release import consent_rules
from app.domain import overdue
from app.domain.appeal_texts import CAREFUL, WHOM
from app.domain.record import Record
from app.domain.sheet import Block, Sheet, SheetFacts, SheetProse
from app.domain.views import FOLLOWED
from app.phrase import Phrase
from app.store.records.links import list_sources
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_OURS = ("internal", "network")
_BODIES = ("organisation", "contact")
_EVENTS = 10
"""The newest incidents that the list tells."""
_MOST = 2000
"""Links of one body in one role."""


CARE = Phrase("Visit nobody and call no private number before you agree it with us.")


def follow_ups(leaving: OutgoingData) -> Sheet:
    """Return the promises, meetings and requests of some records, of a body, or of the vault."""
    kinds = overdue.list_followed(leaving.kinds)
    found = [one for kind in kinds for one in leaving.of_kind(kind) if declared.is_news(leaving, one, FOLLOWED)]
    if not found and not leaving.profile.own and (missing := leaving.say_missing(leaving.roots)):
        consent_rules.refuse_without_consent(missing, leaving.profile)
    found = sort_late(leaving, found, leaving.today)
    late = [one for one in found if count_late_days(leaving, one, leaving.today)]
    rows = ((Phrase("Overdue"), str(len(late))), (Phrase("Total"), str(len(found))))
    blocks: list[Block] = [*_explain(leaving, found), SheetFacts(rows),
                           *declared.table(leaving, Phrase("Overdue"), late, words=declared.say_asked)]  # fmt: skip
    rest = [one for one in found if one not in late]
    for who, some in declared.group(leaving, rest, FOLLOWED[0]).items():
        head = Phrase("{label}: {text}", label=WHOM, text=who) if who and not leaving.profile.own else who
        head = head or Phrase("Nobody is named")
        blocks += declared.table(leaving, head, some, FOLLOWED[1:], words=declared.say_asked)
    if not found:
        blocks.append(SheetProse(Phrase("Nothing was promised or asked yet.")))
    names = {kind: Phrase(leaving.kinds[kind].plural) for kind in kinds}
    if leaving.profile.name in _OURS:
        blocks += gender.split(leaving, Phrase("Kind of record"), names, [(one, (one.kind,)) for one in found])
    blocks += [] if leaving.profile.own else section(CAREFUL, CARE)
    one = deeds.find_request(leaving)
    until = answer_day(leaving, one, row=True) if _asks_reader(leaving) else ""
    blocks += [SheetProse(Phrase("Please tell us by {day} what you did.", day=leaving.when(until)))] if until else []
    wholes = [root for root in leaving.roots if root.kind not in kinds]
    return Sheet(Phrase("Promises, requests and answers"), _name(leaving, wholes), tuple(blocks), leaving.mark,
                 "follow-up", answer_by=until)  # fmt: skip


def _asks_reader(leaving: OutgoingData) -> bool:
    """Return True if a request to the reader is open."""
    one = deeds.find_request(leaving)
    return one is not None and not declared.is_over(leaving, one)


def _explain(leaving: OutgoingData, found: Sequence[Record]) -> list[Block]:
    """Return for readers outside the use of the list, and the incidents that it is about."""
    if leaving.profile.own:
        return []
    use = Phrase(
        "This list shows what we asked of others, what they promised, and by when. "
        "If a row is for you, tell us by its due date what you did. If no row is for you, no answer is needed."
    )
    if _asks_reader(leaving):
        use = Phrase(
            "This list shows what we asked of you and of others, what was promised, and by when. "
            "Tell us what you did about each row that is for you."
        )
    events = list_events(leaving)
    about: list[Block] = []
    for one in events[-_EVENTS:]:
        about += [SheetProse(say_subject(leaving, [one])),
                  SheetFacts(((Phrase("Confirmation"), say_basis(leaving, one)),))]  # fmt: skip
    if len(events) > _EVENTS:
        n = len(events) - _EVENTS
        about.append(SheetProse(Phrase("Earlier incidents that are not in this paper: {n}.", n=n)))
    return [SheetProse(use), *about, *declared.say_unnamed(leaving, found)]


def _name(leaving: OutgoingData, wholes: Sequence[Record]) -> str:
    """Return the title of the first record, or nothing if it is only the name of its kind."""
    return leaving.named(wholes[0]) if wholes else ""


def _every(vault: Vault) -> list[str]:
    kinds = overdue.list_followed(vault.kinds)
    return [one.id.hex() for kind in kinds for one in records.find(vault, Query(kind, limit=None))]


def _of_bodies(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the requests to the chosen bodies and contacts, and their promises."""
    chosen = [one for one in (record_of(vault, handle) for handle in handles) if one.kind in _BODIES]
    roles = ("addressee", "with", "by")
    return [id_.hex() for one in chosen for role in roles for id_ in list_sources(vault.con, one.id, role, _MOST)]


_FOLLOW_UPS = Output(
    "follow-ups", Phrase("Promises, requests and answers"),
    Phrase("Promises, meetings, requests and answers. Late ones are first."), follow_ups,
    ("case", "mission", "accompaniment", *_BODIES, "undertaking", "meeting", "intervention", "access"),
    profiles=("internal", "network", "embassy", "un"), roots=_every, also=_of_bodies,
)  # fmt: skip
OUTPUTS = (evolve(_FOLLOW_UPS, calls=(evolve(_FOLLOW_UPS, name="follow-up"),)),)
"""The paper of this module, and its old name."""
