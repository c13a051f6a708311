"""Requests to readers and demands to authorities as sentences, and the names that the readers may say to them."""

from collections.abc import Iterable, Mapping, Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts.deeds import codes_in, find_country, is_to, list_asking, name_authorities
from app.domain.appeal_consent import define_role
from app.domain.appeal_texts import ASK_GOVERNMENT, ASK_OTHERS, WHOM, say_authorities
from app.domain.date_text import moment_phrase
from app.domain.record import Record
from app.domain.release.audiences import Spoken
from app.domain.sheet import Block, Heading, Items, SheetFacts, SheetProse
from app.phrase import Phrase

ASKS: Mapping[str, Phrase] = {
    "whereabouts": Phrase("Say where the person is held, and who holds the person."),
    "release": Phrase("Release the person at once."),
    "access": Phrase("Give a lawyer, the family and a doctor access to the person."),
    "inquiry": Phrase("Open an independent inquiry and publish its findings."),
    "safety": Phrase("Ensure the safety of the people concerned."),
    "witnesses": Phrase("Protect the witnesses and the family."),
    "drop_charges": Phrase("Drop the charges for human rights work."),
    "stop_threats": Phrase("Stop the threats against the people concerned."),
    "respect": Phrase("Respect the work of human rights defenders."),
    "return": Phrase("Return the property that was taken."),
    "reparation": Phrase("Repair the harm that was done."),
    "condemn": Phrase("Condemn the attack in public."),
}
"""The requests to an authority in the order of papers: a sentence for each code of the list `ask`."""
REQUESTS: Mapping[str, Phrase] = {
    "contact": Phrase("Keep in contact with the person."), "received": Phrase("Receive the person at your office."),
    "area": Phrase("Visit the area."), "custody": Phrase("Visit the person in custody."),
    "trial": Phrase("Observe the trial."), "private": Phrase("Raise the case with the authorities in private."),
    "public": Phrase("Raise the case in public."), "statement": Phrase("Make a joint statement with others."),
    "urgent": Phrase(
        "Act at once: telephone the authorities or send a diplomatic note. "
        "Do not travel to the area or visit anyone before you agree it with us."
    ),
    "recognition": Phrase("Show that you recognise the work of the person."),
    "visa": Phrase("Give the person an emergency visa."), "shelter": Phrase("Give the person shelter."),
    "funding": Phrase("Help with money."), "capital": Phrase("Brief your capital."),
}  # fmt: skip
"""The requests to an embassy: a sentence for each code of the list `diplomatic_action`."""
OPEN_TO_ACT = ("embassy", "un", "regional", "network")
"""Audiences that press others to act."""
_NOT_ALIAS = Phrase("Do not say this alias to the authorities. We give the real name to them ourselves.")
_TO_RAISE = Phrase("Demands to the authorities")
_TO_ACT = Phrase("We ask for this")
TO_YOU = Phrase("Our requests to you")
"""The heading over the requests to the reader."""
ASKING = (
    _TO_RAISE, _TO_ACT, TO_YOU, Phrase("Recommendations"), Phrase("We ask you to press for this now"),
)  # fmt: skip
"""Headings over what a paper asks of its readers."""


def say_use(leaving: OutgoingData, one: Record) -> str:
    """Return for readers who press others if they may say the name of a person to the authorities."""
    if leaving.profile.name not in OPEN_TO_ACT or one.kind != "actor" or leaving.has_role(one):
        return ""
    if leaving.has_alias(one) and leaving.say_until(one, Spoken.NAME) is not None:
        return _NOT_ALIAS
    ends = name_until(leaving, one)
    if ends is None:
        return Phrase("Do not say this name to them: the consent does not cover that.")
    if ends:
        return Phrase("You may say this name until {day}: then the consent ends.", day=moment_phrase(ends))
    return Phrase("You may say this name: the person, or those who speak for the person, agreed.")


def name_until(leaving: OutgoingData, one: Record) -> str | None:
    """Return until when the readers can say a name, as it is in this paper, to the authorities: see `say_until`."""
    return leaving.say_until(one, Spoken.ALIAS if leaving.has_alias(one) else Spoken.NAME)


def name_again(leaving: OutgoingData, people: Sequence[Record]) -> str:
    """Return people whom a paper named before: the woman who defends land."""
    whom = leaving.titles(people)
    if len(people) == 1 and leaving.has_role(people[0]) and not isinstance(whom, Phrase):
        return define_role(whom)
    return whom


def say_whom(leaving: OutgoingData, text: str, people: Sequence[Record]) -> str:
    """Return a text with the people whom it is about, in a paper about several."""
    whom = name_again(leaving, people) or Phrase("the people concerned")
    return Phrase("{text} (about: {whom})", text=text, whom=whom) if leaving.several else text


def list_requests(leaving: OutgoingData, one: Record | None) -> list[Block]:
    """Return the requests of an action to the reader as sentences, and the demands to authorities."""
    codes = codes_in(one, "diplomatic") if one is not None else []
    own = _say_asks(leaving, REQUESTS, codes, [one] if one is not None else [])
    blocks: list[Block] = [Heading(TO_YOU), Items(own, 1)] if own else []
    return [*blocks, *list_demands(leaving, one, len(own) + 1)]


def list_demands(leaving: OutgoingData, first: Record | None = None, at: int = 1) -> list[Block]:
    """Return all demands to authorities that a reader may know, each once and in one order.

    An embassy reads those of the action `first` before the others. The first number is `at`. A reader who is no
    authority is asked to raise them.
    """
    asking = list_asking(leaving)
    own = codes_in(first, "asks") if first is not None and leaving.profile.name == "embassy" else []
    rest = [code for row in asking for code in codes_in(row, "asks") if code not in own]
    said, more = (_say_asks(leaving, ASKS, codes, asking) for codes in (own or rest, rest if own else ()))
    raised = leaving.profile.name in OPEN_TO_ACT
    title = _TO_RAISE if raised or leaving.profile.own else _TO_ACT
    intro: list[Block] = [SheetFacts(((WHOM, name_authorities(leaving)),))] if raised else []
    intro += [SheetProse(Phrase("We ask you to raise these demands with them:"))] if raised else []
    blocks: list[Block] = [Heading(title), *intro, Items(said, at)] if said else []
    also = SheetProse(Phrase("For your information: we also ask the authorities for this:"))
    return [*blocks, also, Items(more, at + len(said))] if more else blocks


def list_sentences(leaving: OutgoingData, one: Record, name: str) -> list[str]:
    """Return the requests in a field of an action as sentences; nothing if a request lacks its sentence."""
    codes, known = codes_in(one, name), {"asks": ASKS, "diplomatic": REQUESTS}.get(name, {})
    if name == "asks" and (raised := say_raised(leaving, one)):
        return [raised]
    said: list[str] = [text for code, text in known.items() if code in codes]
    return said if len(said) == len(codes) else []


def say_raised(leaving: OutgoingData, one: Record, order: bool = True) -> str:
    """Return the demands that a body, not an authority, raises for us.

    The text is an `order` to the body, else a name of the request.
    """
    if not codes_in(one, "asks") or is_to(one, "authority") or leaving.profile.own:
        return ""
    country, asks = find_country(leaving, leaving.of_kind("event")), leaving.said(one, "asks")
    if not order:
        whom = say_authorities(country)
        return Phrase("request to {whom}: {asks}", whom=whom, asks=asks)
    return Phrase(ASK_GOVERNMENT, country=country, asks=asks) if country else Phrase(ASK_OTHERS, asks=asks)


def _say_hearings(leaving: OutgoingData) -> Phrase:
    """Return the next hearing in the cases against people, or a sentence that tells the reader to ask for it."""
    today = leaving.today.isoformat()
    rows = [one for one in leaving.of_kind("proceeding") if one.fields.get("side") == "against_person"]
    days = [(str(one.fields.get("next_on", "")), str(one.fields.get("body", ""))) for one in rows]
    day, court = min(((day, body) for day, body in days if day >= today and body), default=("", ""))
    said = Phrase("Next hearing: {day}, {court}.", day=moment_phrase(day), court=court) if day else None
    return said or Phrase("Ask us for the court and the day of the hearing.")


def _say_asks(
    leaving: OutgoingData, sentences: Mapping[str, Phrase], codes: Iterable[str], asking: Sequence[Record]
) -> tuple[str, ...]:
    """Return a sentence for each code in the order of `sentences`; one about a person names those of these actions."""
    wanted, said = set(codes), list[str]()
    for code, sentence in sentences.items():
        rows = [row for row in asking if code in (*codes_in(row, "asks"), *codes_in(row, "diplomatic"))]
        people = {who.id: who for row in rows for who in leaving.linked(row, "victim")}
        if code in wanted:
            one = "the person" in sentence.template
            if code == "trial":
                sentence = Phrase("{what} {text}", what=sentence, text=_say_hearings(leaving))
            said.append(say_whom(leaving, sentence, list(people.values())) if one else sentence)
    return tuple(said)
