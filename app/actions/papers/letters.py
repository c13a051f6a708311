"""Letters that speak up: to an embassy, and to one body that must act on attacks.

Without a fact for its reader, a letter is refused with the reason. A complaint also needs a request.
"""

from collections.abc import Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.papers import passages
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

NEWEST = 3
"""The newest incidents that a letter to an embassy tells."""
_WHOLES = ("case", "event", "appeal")


def _list_wholes(leaving: OutgoingData) -> list[Record]:
    return [root for root in leaving.roots if root.kind in _WHOLES]


def embassy_letter(leaving: OutgoingData) -> Sheet:
    """Return the letter that asks an embassy for help: people, facts, danger, requests, wishes and cautions.

    Raises InputRefused if none of the people agreed to it, or if no fact can leave.
    """
    wholes, one = _list_wholes(leaving), passages.choose_request(leaving)
    leaving.need_consent(*leaving.roots, *([one] if one is not None else []))
    events = passages.list_events(leaving)[-NEWEST:]
    happened = passages.facts(leaving, events) or _tell_appeal(leaving)
    if not happened:
        passages.refuse_without_fact(leaving, wholes)
    blocks: list[Block] = [
        SheetProse(Phrase("We write to you as defenders of human rights, and ask for your help.")),
        *passages.list_people(leaving, [*wholes, *events]), *happened, *passages.danger(leaving, [*events, *wholes]),
    ]  # fmt: skip
    for case in (whole for whole in wholes if whole.kind == "case"):
        blocks += passages.section(Phrase("Background"), leaving.said(case, "summary_open"))
    if one is not None:
        blocks += [*passages.list_requests(leaving, one), *passages.wishes(leaving, [one])]
    blocks += [] if one is not None else _ask_of_appeal(leaving)
    return passages.letter(
        leaving, Phrase("A request to an embassy"), passages.say_subject(leaving, events), blocks, one
    )


def _tell_appeal(leaving: OutgoingData) -> list[Block]:
    """Return what an appeal tells with a day and an area."""
    appeals = [
        one for one in leaving.of_kind("appeal") if leaving.said(one, "happened") and passages.say_area(leaving, one)
    ]
    for one in appeals[-1:]:
        rows = ((Phrase("When"), leaving.said(one, "happened")), (Phrase("Place"), passages.say_area(leaving, one)))
        return [Heading(Phrase("What happened")), SheetFacts(rows), SheetProse(leaving.said(one, "what"))]
    return []


def _ask_of_appeal(leaving: OutgoingData) -> list[Block]:
    return [block for one in leaving.of_kind("appeal")[-1:] for block in passages.list_requests(leaving, one)]


def denunciation(leaving: OutgoingData) -> Sheet:
    """Return the letter to one body about one or more attacks, which asks it to act.

    Raises InputRefused without a yes, without a fact for the reader, and without a request.
    """
    embassy = leaving.profile.name == "embassy"
    wholes, one = _list_wholes(leaving), passages.choose_request(leaving, embassy)
    leaving.need_consent(*leaving.roots)
    events = passages.list_events(leaving)
    if not events:
        passages.refuse_without_fact(leaving, wholes)
    asked = passages.list_requests(leaving, one) if one is not None else _ask_of_appeal(leaving)
    if not asked:
        raise InputRefused(
            "The letter asks for nothing yet.",
            "Amparo wrote nothing. Add an action taken to this record, with its requests and its recipient.",
        )
    before = [deed for deed in leaving.of_kind("intervention") if deed is not one and leaving.said(deed, "kind")]
    if leaving.profile.name == "authority":  # an authority does not read the requests to embassies
        before = [deed for deed in before if not passages.codes_in(deed, "diplomatic")]
    blocks: list[Block] = [
        SheetProse(Phrase("We write to tell you of the facts below, and we ask you to act on them.")),
        *passages.list_people(leaving, [*wholes, *events]), *passages.facts(leaving, events), *_law(leaving, events),
        *passages.danger(leaving, events), *passages.list_actions(leaving, before), *asked,
        *passages.wishes(leaving, [one] if one is not None else []),
    ]  # fmt: skip
    title = Phrase("Complaint about attacks, with a request to act")
    return passages.letter(leaving, title, passages.say_subject(leaving, events), blocks, one)


def _law(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return the instruments, the rights and the national law that the acts name."""
    names = ("instrument", "hrd_article", "national_law", "arbitrary_assessment")
    acts = [act for event in events for act in leaving.parts(event, "act")]
    rows = [row for act in acts for row in leaving.facts(act, *names)]
    return [Heading(Phrase("Rights and law")), SheetFacts(passages.merge(rows))] if rows else []


def list_wholes_of(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the incidents, cases and appeals of the chosen actions: they leave too."""
    found = []
    for action in (record_of(vault, handle) for handle in handles):
        links = store.links_of(vault.con, action.id) if action.kind == "intervention" else ()
        targets = (store.load(vault.con, link.target) for link in links if link.role == "about")
        found += [one.id.hex() for one in targets if one is not None and not one.removed and one.kind in _WHOLES]
    return found


OUTPUTS = (
    Output("embassy-letter", Phrase("A request to an embassy"),
           Phrase("The people, the facts, the danger, and your requests."),
           embassy_letter, ("intervention", "case", "event"), profiles=("embassy", "network", "internal"),
           also=list_wholes_of),
    Output("denunciation-letter", Phrase("Complaint about attacks, with a request to act"),
           Phrase("The facts in the order of time, the law, earlier actions, and your requests."),
           denunciation, ("event", "case", "intervention"), profiles=(*OUTSIDE, "internal"), also=list_wholes_of),
)  # fmt: skip
"""The papers of this module."""
