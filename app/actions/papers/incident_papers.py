"""Papers of incidents: an emergency report, a full report, papers for the public, and the sheet about consent.

A public paper contains only facts with a consent for the media. It has no source, and not their number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import OfThisVault, Output
from app.actions.paper_parts import deeds, demands, incident_words, passages
from app.actions.paper_parts.passages import LINE
from app.domain.appeal_consent import SOMEBODY
from app.domain.appeal_texts import WHOM, say_authorities
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

VALID_HOURS = 24
"""Hours for which an emergency report holds."""


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M")


def _rows(*rows: tuple[str, str]) -> SheetFacts:
    return SheetFacts(tuple(row for row in rows if row[1]))


def _deeds(leaving: OutgoingData, event: Record) -> list[Record]:
    return deeds.list_deeds(leaving, leaving.parts(event, "intervention"))


def _read_event(leaving: OutgoingData) -> Record:
    """Return the incident of a report. Raises InputRefused if it is only about people who refused."""
    event = leaving.roots[0]
    if not leaving.tells(event):
        leaving.need_consent(event)
    return event


# The first hours.


def emergency(leaving: OutgoingData) -> Sheet:
    """Return the report of the first hours, with a mark if fewer than two sources confirm it."""
    event = _read_event(leaving)
    blocks: list[Block] = []
    if leaving.verdict(event) not in incident_words.CONFIRMED:
        blocks.append(SheetProse(_say_unconfirmed(incident_words.count_sources(leaving, [event])), True))
    made, expires = (Phrase(leaving.when(_moment(leaving.now + hours * 3600))) for hours in (0, VALID_HOURS))
    blocks += [
        _rows((Phrase("Facts as at (UTC)"), made),
              (Phrase("We check the facts again by (UTC)"), expires)),
        *passages.list_people(leaving, [event]), *passages.facts(leaving, [event]), *passages.danger(leaving, [event]),
        *_confirmed(leaving, event), *passages.list_actions(leaving, _deeds(leaving, event)),
        *_officials(leaving, event), *_next(leaving, event), *_attached(leaving),
    ]  # fmt: skip
    until = _answer(leaving, blocks, soon=leaving.urgent)
    if leaving.profile.own:
        rows = ((Phrase("Conclusion"), LINE), (Phrase("Approved by"), LINE), (Phrase("Date and time"), LINE))
        blocks += [Heading(Phrase("For approval")), SheetFacts(rows)]
    about, mark = passages.say_subject(leaving, [event]), passages.choose_mark(leaving, blocks)
    return Sheet(Phrase("Emergency report"), about, tuple(blocks), mark, "report", answer_by=until)


def _say_unconfirmed(sources: int) -> Phrase:
    if sources > 1:
        return Phrase("NOT CONFIRMED. Say so when you speak of it.")
    if sources:
        return Phrase("NOT CONFIRMED: one source only. Say so when you speak of it.")
    return Phrase("NOT CONFIRMED: no source. Say so when you speak of it.")


def _answer(leaving: OutgoingData, blocks: list[Block], soon: bool = False) -> str:
    """Add the requests to readers outside, and return the day of the answer to them.

    If `soon`, no older request delays it.
    """
    blocks += demands.list_requests(leaving, deeds.find_request(leaving))
    if leaving.profile.own:
        return ""
    blocks += passages.wishes(leaving, deeds.list_own(leaving))
    until = passages.answer_day(leaving, deeds.find_request(leaving))
    until = min(until, passages.answer_day(leaving, None)) if soon else until
    blocks.append(passages.ask_for_answer(leaving, until))
    return until


def _confirmed(leaving: OutgoingData, event: Record) -> list[Block]:
    """Return the kinds of sources with their numbers, never a name, and the number of pieces of evidence."""
    wholes = [event, *leaving.parts(event, "act")]
    n = sum(leaving.number(one, "information") for one in wholes)
    shown = [row for one in wholes for row in leaving.parts(one, "information")]
    kinds = Counter(said for row in shown if (said := leaving.said(row, "connection")))
    evidence = len(leaving.of_kind("evidence_item")) + leaving.staying("evidence_item")
    return [Heading(Phrase("Sources and evidence")), _rows(
        (Phrase("Number of sources"), str(n)),
        (Phrase("Kinds of sources"), leaving.join(f"{kind}: {count}" for kind, count in kinds.items())),
        (Phrase("Pieces of evidence"), str(evidence) if evidence else ""),
    )]  # fmt: skip


def _officials(leaving: OutgoingData, event: Record) -> list[Block]:
    rows = [row for act in leaving.parts(event, "act")
            for row in leaving.facts(act, "attribution", "stated_reason", "claimed_by")]  # fmt: skip
    return [Heading(Phrase("Position of the alleged perpetrators")),
            SheetFacts(passages.merge(rows))] if rows else []  # fmt: skip


def _next(leaving: OutgoingData, event: Record) -> list[Block]:
    """Return our own next steps with their days and the people responsible: no request to the reader is in them."""
    waiting = [one for one in _deeds(leaving, event)
               if one.fields.get("follow_up_on") and not leaving.outline(one).get("response")]  # fmt: skip
    waiting.sort(key=lambda one: (str(one.fields["follow_up_on"]), passages.sent_to(leaving, one)))
    rows = [
        (leaving.said(one, "follow_up_on"), _say_next(leaving, one),
         leaving.titles(leaving.linked(one, "by"))) for one in waiting
    ]  # fmt: skip
    header = (Phrase("Due date"), Phrase("Action"), Phrase("Person responsible"))
    return filled_table(Phrase("What we will do"), header, rows)


def _say_next(leaving: OutgoingData, one: Record) -> Phrase:
    action, whom = leaving.said(one, "kind"), passages.sent_to(leaving, one)
    if whom:
        return Phrase("Ask {whom} for the answer: {action}", whom=whom, action=action)
    return Phrase("Ask for the answer: {action}", action=action)


def _attached(leaving: OutgoingData) -> list[Block]:
    said = tuple(leaving.title(one) for kind in ("document", "evidence_item") for one in leaving.of_kind(kind))
    return [Heading(Phrase("Attachments")), Items(tuple(dict.fromkeys(said)), 1)] if said else []


# The full report of one incident (the form of the OHCHR manual on monitoring).


def incident_report(leaving: OutgoingData) -> Sheet:
    """Return the full report of one incident for people who take the case; sources are only numbers."""
    event = _read_event(leaving)
    acts = leaving.parts(event, "act")
    blocks: list[Block] = [
        *passages.facts(leaving, [event]), *passages.section(Phrase("Consequences"), leaving.said(event, "impact")),
        *passages.list_people(leaving, [event]), *_victims(leaving, acts), *_sources(leaving, [event, *acts]),
        *_doers(leaving, acts), *_injuries(leaving, acts), *_officials(leaving, event),
        *passages.danger(leaving, [event]), *passages.list_actions(leaving, _deeds(leaving, event)),
        *_confirmed(leaving, event),
        *passages.section(Phrase("Reason for the chosen status"), leaving.said(event, "verification_reason")),
        *_next(leaving, event), *_attached(leaving),
    ]  # fmt: skip
    until = _answer(leaving, blocks)
    about, mark = passages.say_subject(leaving, [event]), passages.choose_mark(leaving, blocks)
    return Sheet(Phrase("Incident report"), about, tuple(blocks), mark, "report", answer_by=until)


def _victims(leaving: OutgoingData, acts: Sequence[Record]) -> list[Block]:
    """Return each act with the person, the reasons and the state of the person afterwards."""
    names = ("victim_characteristic", "link_strength", "status_end", "age_at_act", "count_min", "count_max")
    blocks: list[Block] = []
    for act in acts:
        rows = leaving.facts(act, "violation", "method", "date_start", "victim", *names)
        blocks += [SheetFacts(rows)] if rows else []
    return [Heading(Phrase("Acts")), *blocks] if blocks else []


def _sources(leaving: OutgoingData, wholes: Iterable[Record]) -> list[Block]:
    """Return the sources as numbers with their connection and reliability; the list of witnesses is another paper."""
    rows = list({row.id: row for one in wholes for row in leaving.parts(one, "information")}.values())
    table = [(str(n), *(leaving.said(row, name) for name in ("connection", "material", "reliability", "independence",
                                                             "stance"))) for n, row in enumerate(rows, 1)]  # fmt: skip
    header = (Phrase("Source"), Phrase("Connection to the event"), Phrase("Kind of material"), Phrase("Reliability"),
              Phrase("Independence"), Phrase("Position on the claim"))  # fmt: skip
    told = [row for row in table if any(row[1:])]
    return filled_table(Phrase("Witnesses and other sources"), header, told)


def _doers(leaving: OutgoingData, acts: Iterable[Record]) -> list[Block]:
    rows = [_tell_doer(leaving, row)
            for act in acts for row in leaving.parts(act, "involvement")]  # fmt: skip
    told = [SheetFacts(row) for row in dict.fromkeys(rows) if row]
    return [Heading(Phrase("Alleged perpetrators")), *told] if told else []


def _tell_doer(leaving: OutgoingData, row: Record) -> tuple[tuple[str, str], ...]:
    told = (Phrase("Description"), leaving.said(row, "description"))
    return (*leaving.facts(row, "perpetrator", "type", "degree", "status", "confidence"), *([told] if told[1] else []),
            *leaving.facts(row, "identified_by"))  # fmt: skip


def _injuries(leaving: OutgoingData, acts: Iterable[Record]) -> list[Block]:
    rows = [row for act in acts for row in leaving.facts(act, "physical_harm", "psychological_harm")]
    return [Heading(Phrase("Injury and care")), SheetFacts(passages.merge(rows))] if rows else []


LEAST = Phrase("We ask the authorities to protect the people concerned.")
_REPAIR = Phrase("We ask the authorities for an inquiry, and those responsible to repair the harm.")
_PROPERTY = "PRO"


def ask_least(leaving: OutgoingData, events: Sequence[Record]) -> Phrase:
    """Return the request of a public paper without a demand for other eyes: loss of property alone asks for repair."""
    acts = [str(act.fields.get("violation", "")) for event in events for act in leaving.parts(event, "act")]
    return _REPAIR if acts and all(code.startswith(_PROPERTY) for code in acts) else LEAST


def case_sheet(leaving: OutgoingData) -> Sheet:
    """Return the sheet of a case for the public."""
    return _public(leaving, Phrase("Case of a human rights defender"), [])


def press_release(leaving: OutgoingData) -> Sheet:
    """Return a press release, with the notes for editors at its end."""
    head = [Heading(leaving.headline)] if leaving.headline else []
    return _public(leaving, Phrase("Press release"), [*head, *_open_release(leaving)])


_BY_ISSUER = Phrase("According to {issuer}, {who} suffered these acts ({where}, {when}): {what}.")
_BY_US = Phrase("According to our information, {who} suffered these acts ({where}, {when}): {what}.")


def say_who(leaving: OutgoingData, event: Record) -> str:
    """Return the people of an incident; equal words are said once, with the number of people."""
    counted = Counter(map(leaving.title, leaving.list_people([event])[0]))
    said = [who if n == 1 else Phrase("{who} (×{n})", who=who, n=n) for who, n in counted.items()]
    return join_phrases(said) or SOMEBODY


def _open_release(leaving: OutgoingData) -> list[Block]:
    """Return each incident in one sentence, and the contact for the press."""
    head, blocks = leaving.letterhead, list[Block]()
    for event in sorted(passages.list_events(leaving), key=lambda one: one.fields.get("danger") != "now"):
        said = Phrase(
            _BY_ISSUER if head else _BY_US, who=say_who(leaving, event),
            issuer=Phrase(head.name(leaving.language) if head else ""),
            where=passages.say_area(leaving, event), when=leaving.said(event, "date_start"),
            what=passages.say_acts(leaving, event),
        )  # fmt: skip
        blocks.append(SheetProse(said))
    ways = " · ".join(filter(None, (head.telephone, head.mail))) if head else ""
    return [*blocks, *([_rows((Phrase("Contact for the press"), Phrase(ways)))] if ways else [])]


def _public(leaving: OutgoingData, title: str, opening: Sequence[Block]) -> Sheet:
    wholes = [root for root in leaving.roots if root.kind in ("case", "event")]
    events = passages.list_events(leaving)
    if not events:
        passages.refuse_without_fact(leaving, wholes)
    top, mark = incident_words.warn_public(leaving, events)
    told = events if leaving.say_missing(wholes) else [*wholes, *events]
    blocks: list[Block] = [
        *top, *opening, *passages.list_people(leaving, told),
        *passages.facts(leaving, events),
    ]  # fmt: skip
    for whole in wholes:
        blocks += _tell_background(leaving, leaving.said(whole, "summary_open"), leaving.list_people(told)[0])
    demands = [one for one in leaving.of_kind("undertaking") if one.fields.get("kind") in ("demand", "recommendation")]
    said = tuple(dict.fromkeys(filter(None, (leaving.said(one, "text_open") for one in demands))))
    blocks += [Heading(Phrase("We ask for this")), _rows((WHOM, _say_whom(leaving, demands, events)))]
    blocks += [Items(said or (ask_least(leaving, events),), 1), *passages.tell_further(leaving)]
    blocks += [*passages.wishes(leaving, []), *_notes(leaving, events)]
    blocks.append(SheetProse(Phrase("No answer is needed.")))
    return Sheet(title, passages.say_subject(leaving, events), tuple(blocks), mark or leaving.mark, "sheet")


def _tell_background(leaving: OutgoingData, said: str, people: Sequence[Record]) -> list[Block]:
    """Return the background of a case, which can point at somebody if nobody is named."""
    if not said or not people or not all(map(leaving.has_role, people)):
        return passages.section(Phrase("Background"), said)
    why = Phrase("The background is not told here, to protect the person.")
    return [SheetProse(Phrase("The background is not told here, to protect the people.") if len(people) > 1 else why)]


def _say_whom(leaving: OutgoingData, demands: Sequence[Record], events: Sequence[Record]) -> str:
    """Return who must act: the named ones, else the authorities of the country."""
    named = dict.fromkeys(leaving.said(one, "addressee") for one in demands if leaving.said(one, "text_open"))
    return leaving.join(named) or say_authorities(deeds.find_country(leaving, events))


def _notes(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return the notes for editors: the number of confirmed facts, the method, and the consents.

    Somebody else can have agreed for a person who is missing, and a day can be told without its hour.
    """
    founded = incident_words.count_confirmed(leaving, events)
    rounded = leaving.is_rounded([*events, *(place for event in events for place in leaving.linked(event, "place"))])
    agreed = passages.SOME_KEPT if rounded else ""
    if leaving.list_people(events)[0] and not leaving.say_missing(events):
        agreed = Phrase("We publish only what the people concerned, or those who speak for them, agreed to.")
        if rounded:
            agreed = Phrase("{agreed} Some details of time or place are left out, to protect them.", agreed=agreed)
    rows = (
        (Phrase("Confirmed facts"), Phrase("{n} of {all}", n=founded, all=len(events))),
        (Phrase("Methodology"), Phrase("A fact is confirmed if at least two independent sources support it.")),
        (Phrase("Names and places"), agreed),
    )  # fmt: skip
    return [Heading(Phrase("Notes for editors")), _rows(*rows)]


# The sheet for a person.


PURPOSES: Mapping[str, tuple[Phrase, Phrase]] = {
    "STORE": (Phrase("We keep your story on our device."), Phrase("Only our team can read it.")),
    "USE_STATS": (Phrase("We count your case in numbers."), Phrase("A number shows no name.")),
    "SHARE_NETWORK": (Phrase("Other organisations that we trust read your story."),
                      Phrase("They can help you, and they keep a copy.")),
    "SHARE_RELAY": (Phrase("A locked packet with your story goes through the internet."),
                    Phrase("The carriers cannot open it.")),
    "APPEAL_NAMED": (Phrase("People who can help read your story in an urgent appeal."),
                     Phrase("They can speak to the authorities about you.")),
    "UN": (Phrase("Experts of the United Nations read your story."), Phrase("They can ask the Government about it.")),
    "UN_TO_GOV": (Phrase("The United Nations can give your name to the Government."),
                  Phrase("The Government then knows that you spoke.")),
    "UN_PUBLIC": (Phrase("Your name can be in public reports of the United Nations."),
                  Phrase("Everyone can read them, for ever.")),
    "EMBASSY": (Phrase("Diplomats of other countries read your story."),
                Phrase("They can visit you, or speak to the Government about you.")),
    "REGIONAL": (Phrase("A regional court or commission reads your story."),
                 Phrase("It can order measures, and the State reads the papers.")),
    "AUTHORITIES": (Phrase("Authorities of this country read your story."),
                    Phrase("They can act for you, and they know that you spoke.")),
    "COMPANY": (Phrase("A company reads your story."),
                Phrase("It can change its work, and its people can guess that you spoke.")),
    "COURT": (Phrase("A court of this country reads your story."),
              Phrase("The other side can read it too, and you can be asked to speak.")),
    "ICC_UJ": (Phrase("The International Criminal Court, or a court abroad, reads your story."),
               Phrase("It can take years, and you can be asked to speak.")),
    "MEDIA": (Phrase("Newspapers, radio and the internet can tell your story."),
              Phrase("We cannot take it back afterwards.")),
    "DONOR": (Phrase("Our donors read about the case."), Phrase("They never get your name.")),
    "REFERRAL": (Phrase("A doctor, a lawyer or a shelter reads the facts that they need to help you."),
                 Phrase("They can contact you.")),
    "IMAGE": (Phrase("We show a picture of you."), Phrase("People can know you again.")),
    "LOCATION": (Phrase("We say exactly where it happened."), Phrase("People can guess who you are.")),
    "RESEARCH": (Phrase("Researchers read your story without your name."), Phrase("They can publish their results.")),
    "DIRECTORY": (Phrase("Your name is in a list of people who help others."),
                  Phrase("People that you do not know can call you.")),
}  # fmt: skip
"""The purposes of a consent, each with the readers and the possible result."""


def consent_sheet(vault: Vault) -> Sheet:
    """Return the sheet to read aloud to a person or to leave with them: no name, no case, no promise."""
    rights = (
        Phrase("You can say no to all of it, or to a part. We help you all the same."),
        Phrase("You choose the form: your name, another name, or no name."),
        Phrase("You can change your answer on any day. Tell us, and we stop at once."),
        Phrase("We then ask the readers to destroy their papers. We cannot take back published papers."),
        Phrase("We cannot promise that it helps, or that you stay safe."),
    )  # fmt: skip
    rows = tuple(Phrase("{who} {what}", who=who, what=what) for who, what in PURPOSES.values())
    blocks: tuple[Block, ...] = (
        SheetProse(Phrase("We are defenders of human rights. We ask you before another person reads your story.")),
        Heading(Phrase("Your rights")), Items(rights), Heading(Phrase("We ask you about each of these separately")),
        Items(rows, 1), Heading(Phrase("How to reach us")),
        SheetProse(Phrase("Choose a way with us that is safe for you. Destroy this sheet if it puts you in danger.")),
    )  # fmt: skip
    return Sheet(Phrase("Your story, your choice"), "", blocks, Phrase("For you. It has no name and no case."), "sheet",
                 "script")  # fmt: skip


OUTPUTS = (
    Output("emergency-report", Phrase("Emergency report"),
           Phrase("The facts of the first hours, the danger, and the next steps."),
           emergency, ("event",), profiles=("internal", "network", "un", "embassy")),
    Output("incident-report", Phrase("Incident report"),
           Phrase("All facts of one incident, with sources as numbers, for people who take the case."),
           incident_report, ("event",), profiles=("internal", "network", "regional", "un")),
    Output("public-case-sheet", Phrase("Case sheet for the public"),
           Phrase("The facts that the people agreed to publish, and your request."),
           case_sheet, ("case", "event"), profiles=("public",), second_reader=True),
    Output("press-release", Phrase("Press release"),
           Phrase("The same facts for newspapers and radio, with notes for editors."),
           press_release, ("case", "event"), profiles=("public",), second_reader=True),
    Output("consent-sheet", Phrase("Consent, explained to a person"),
           Phrase("To read aloud or to leave with a person. It has no name and no case."),
           OfThisVault(consent_sheet), profiles=("internal",)),
)  # fmt: skip
"""The papers of this module."""
