"""The requests of a form, which the body puts to the State, and the consent of the person to it."""

from collections.abc import Mapping, Sequence

from app.actions.detention.disappearance import DENIED
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import custody
from app.actions.paper_parts.deeds import codes_in
from app.actions.paper_parts.demands import name_until, say_use
from app.domain.date_text import moment_phrase
from app.domain.detention_rules import Held
from app.domain.moment import first_day, last_day
from app.domain.record import Record
from app.domain.release.audiences import Spoken
from app.phrase import Phrase, join_lines

_GONE = ("LIB3",)
_ASK_FAMILY = Phrase(
    "The yes is of the person, whom nobody could ask on that day. "
    "Ask the family, and record who agreed and when. Until then, do not send this form."
)
TO_STATE: Mapping[str, Phrase] = {
    "whereabouts": Phrase("– to say where the person is held, and who holds the person"),
    "release": Phrase("– to release the person at once"),
    "access": Phrase("– to give a lawyer, the family and a doctor access to the person"),
    "inquiry": Phrase("– to open an independent inquiry and publish its findings"),
    "safety": Phrase("– to ensure the safety of the people concerned"),
    "witnesses": Phrase("– to protect the witnesses and the family"),
    "drop_charges": Phrase("– to drop the charges for human rights work"),
    "stop_threats": Phrase("– to stop the threats against the people concerned"),
    "respect": Phrase("– to respect the work of human rights defenders"),
    "return": Phrase("– to return the property that was taken"),
    "reparation": Phrase("– to repair the harm that was done"),
    "condemn": Phrase("– to condemn the attack in public"),
}
"""The requests to a State, in the order of papers: a part of a sentence for each code of the list `ask`."""


FIND = "find"
"""The code of a body that decides: first it must find the violation."""
_FIND = Phrase("Please find that the State violated the rights in this form, and ask the State:")
ORDER = "order"
"""The code of a court: it orders what a body asks."""
_FIND_ORDER = Phrase("Please find that the State violated the rights in this form, and order the State:")


def list_requests(leaving: OutgoingData, usual: Sequence[str]) -> str:
    """Return the demands of the actions; without any, those that are usual for the body."""
    codes = {code for one in leaving.of_kind("intervention") for code in codes_in(one, "asks")} or {*usual}
    said = (sentence for code, sentence in TO_STATE.items() if code in codes)
    find = _FIND_ORDER if ORDER in usual else _FIND if FIND in usual else ""
    return join_lines((find or Phrase("Please ask the State:"), *said))


def list_consents(leaving: OutgoingData, people: Sequence[Record]) -> list[tuple[str, str]]:
    """Return the giver and the day of each yes: the person, or a relation in place of the person."""
    rows = list[tuple[str, str]]()
    for yes in filter(None, map(leaving.read_yes, people)):
        day, who = str(yes.fields.get("given_on", "")), Phrase("the person")
        if yes.fields.get("state") != "given":
            kin = str(yes.fields.get("by_whom", "")) or Phrase("next of kin or guardian")
            who = Phrase("{relation}, in place of the person", relation=kin)
        rows.append((Phrase("Consent given by"), leaving.join((who, Phrase.of(moment_phrase(day)) if day else ""))))
    return rows


def say_alias(leaving: OutgoingData, one: Record) -> str:
    """Return if the body may give the name or the alias of a person to the State."""
    said, until = say_use(leaving, one), name_until(leaving, one)
    if not leaving.has_alias(one) or until is None or leaving.say_until(one, Spoken.NAME) is not None:
        return said
    may = Phrase("You may give this alias to the State.")
    if until:
        may = Phrase(
            "You may give this alias to the State until {day}: then the consent ends.", day=moment_phrase(until)
        )
    return may


def say_real_name(leaving: OutgoingData, people: Sequence[Record], search: bool) -> list[tuple[str, str]]:
    """Return for each person under an alias if the State may know the real name; perhaps only for the `search`."""
    label = Phrase("Real name to the State, for the search") if search else Phrase("Real name to the State")
    return [(label, _judge_name(leaving, one)) for one in people if leaving.has_alias(one)]


def refuses_state(leaving: OutgoingData, one: Record) -> bool:
    """Return True if a person said no to the State: of two answers, that about the way of the UN counts first."""
    said = _read_state(leaving, one)
    return False in said[:1] or (False in said and True not in said)


def _read_state(leaving: OutgoingData, one: Record) -> list[bool | None]:
    purposes = ("UN_TO_GOV", "AUTHORITIES") if leaving.profile.name == "un" else ("AUTHORITIES",)
    return [leaving.read_purpose(one, purpose) for purpose in purposes]


def _judge_name(leaving: OutgoingData, one: Record) -> str:
    if leaving.say_until(one, Spoken.NAME) is not None:
        return Phrase("agreed")
    if refuses_state(leaving, one):
        return Phrase("The person said no")
    return Phrase("no, the alias only") if True in _read_state(leaving, one) else Phrase("Not asked yet")


def find_doubt(leaving: OutgoingData, person: Record, held: Sequence[Record], acts: Sequence[Record]) -> str:
    """Return a caution about a yes of a person whom nobody could ask on its day: gone, or at an unknown place."""
    yes = leaving.read_yes(person)
    if yes is None or yes.fields.get("state") != "given":
        return ""
    day, today = first_day(yes.fields.get("given_on")), leaving.today.toordinal()
    gone = [one for one in held if one.fields.get("whereabouts") in DENIED or one.fields.get("acknowledged") is False]
    gone += [] if held else [one for one in acts if one.fields.get("violation") in _GONE]
    spans = [(first_day(one.fields.get("date_start")) or 0, last_day(one.fields.get("date_end")) or today)
             for one in gone]  # fmt: skip
    apart = any(day is None or first <= day <= last for first, last in spans)
    told = [custody.read_episode(leaving, one) for one in held if not custody.hides_stays(leaving, one)]
    unknown = any(one.stays and one.on(day or today).held is Held.UNKNOWN for one in told)
    return _ASK_FAMILY if apart or unknown else ""
