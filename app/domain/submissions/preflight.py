"""The pre-flight of a form: open questions, stops, and points to look at. Pure.

"Not known" and "none" are answers. A gate with an unknown answer asks the person.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from attrs import field, frozen

from app.domain.casework.treaties import Bound
from app.domain.legal_limits import YEARS
from app.domain.moment import parse_moment
from app.domain.submissions.catalogue import Mechanism, MechanismGate, MechanismQuestion, say
from app.domain.submissions.clocks import find_last_day
from app.domain.submissions.treaty_gate import TreatyFact, decide, say_reservations
from app.phrase import Phrase

TREATY = "is_party"
"""The test of a treaty. A person can override its stop, and no other one."""
YES, NO = "yes", "no"
NOT_KNOWN, NONE = "not_known", "none"
"""The states of an answer without a text, or with a reason as its text."""


@frozen
class Answer:
    """The answer to a question: a text, or the state NOT_KNOWN or NONE with a reason. `own` words are of a person."""

    text: str = ""
    state: str = ""
    own: bool = False

    @property
    def given(self) -> bool:
        """Return True if the question has an answer."""
        return bool(self.text or self.state)


@frozen
class FormFacts:
    """The facts about a form on a day.

    `consents` has an answer for each asked purpose. `treaties` has the answer of the records for each gate of a treaty,
    by its instrument and competence. `overrides` has the reason of a person by gate. `pages` is 0 without a count.
    """

    today: date
    language: str
    answers: Mapping[str, Answer]
    consents: Mapping[str, bool] = field(factory=dict)
    treaties: Mapping[tuple[str, str], TreatyFact] = field(factory=dict)
    overrides: Mapping[str, str] = field(factory=dict)
    file_names: tuple[str, ...] = ()
    pages: int = 0
    doubt: str = ""
    """A caution about a yes of a person whom nobody could ask on its day."""

    def day(self, question: str) -> str:
        """Return the moment that answers a question, or nothing."""
        return read_day(self.answers, question)


def read_day(answers: Mapping[str, Answer], question: str) -> str:
    """Return the moment that answers a question, or nothing: others can send a year without a later one."""
    found = answers.get(question, Answer())
    try:
        moment = parse_moment("" if found.state else found.text)
    except ValueError:
        return ""
    return moment.text if all(one is None or one.year in YEARS for one in (moment.start, moment.end)) else ""


class GateVerdict(Enum):
    """The answer of a gate."""

    PASS = "pass"  # noqa: S105 - no secret
    STOP = "stop"
    LOOK = "look"


@frozen
class GateState:
    """One gate of a form: its verdict, the cure, and another mechanism that can fit."""

    gate: MechanismGate
    verdict: GateVerdict
    sentence: str = ""
    other: str = ""


@frozen
class Preflight:
    """A form on a day: the required questions, those without an answer, stops, and points to look at."""

    required: int
    missing: Sequence[MechanismQuestion]
    stops: Sequence[GateState]
    looks: Sequence[GateState]

    @property
    def ready(self) -> bool:
        """Return True for a form that can be sent."""
        return not self.missing and not self.stops

    def say_missing(self, language: str) -> str:
        """Return one sentence with the number and the names of the missing answers."""
        named = ", ".join(f"{one.no} {say(one.text, language)}" for one in self.missing)
        n, required = len(self.missing), self.required
        return Phrase("Missing {n} of {required}: {named}", n=n, required=required, named=named) if n else ""


class Possible(Enum):
    """The answer of all stops of a mechanism together."""

    YES = "possible"
    NOT_KNOWN = "not known"
    NO = "not possible"


def judge(mechanism: Mechanism, facts: FormFacts) -> tuple[Possible, Sequence[str]]:
    """Return if the stops let a form go to a body, and the sentences that decide it. An open stop is never a yes."""
    open_, closed = list[str](), list[str]()
    for gate in (one for one in list_gates(mechanism, facts.answers) if one.stop):
        known, sentence = _TESTS[gate.test](mechanism, gate.values, facts)
        if known is not True:
            (open_ if known is None or _is_unanswered(gate, facts) else closed).append(sentence)
    verdict = Possible.NO if closed else Possible.NOT_KNOWN if open_ else Possible.YES
    return verdict, closed or open_


def _is_unanswered(gate: MechanismGate, facts: FormFacts) -> bool:
    """Return True if nobody asked the person, or answered the question."""
    if gate.test == "consent":
        return bool(facts.doubt) or facts.consents.get(gate.values[0]) is None
    return gate.test == "field_set" and not facts.answers.get(gate.values[0], Answer()).given


def list_gates(mechanism: Mechanism, answers: Mapping[str, Answer]) -> list[MechanismGate]:
    """Return the gates of a form: those for one committee only after its choice."""
    committee = answers.get("committee", Answer()).text
    return [one for one in mechanism.gates if one.committee in ("", committee)]


def is_late(gate: MechanismGate, answers: Mapping[str, Answer]) -> bool:
    """Return True if a treaty was in force only after the day, by the answers of a person."""
    _, happened, since = gate.values[:3]
    if _goes_on(gate.values, answers) and read_day(answers, since):
        return False
    return _was_in_force(answers.get(since, Answer()), read_day(answers, since), read_day(answers, happened)) is False


def _goes_on(values: Sequence[str], answers: Mapping[str, Answer]) -> bool:
    """Return True for a violation that continues, which a later treaty covers; not a disappearance (article 35)."""
    return values[0] != "CED" and answers.get("continues", Answer()).text == YES


def find_treaty(values: Sequence[str]) -> tuple[str, str]:
    """Return the instrument and the competence of a gate of a treaty, from its values."""
    return values[0], "".join(values[3:4])


def list_required(mechanism: Mechanism, answers: Mapping[str, Answer]) -> list[MechanismQuestion]:
    """Return the questions that need an answer, also those that a yes to another one requires."""
    return [one for one in mechanism.questions
            if one.required or (one.if_yes and answers.get(one.if_yes, Answer()).text == YES)]  # fmt: skip


def check_form(mechanism: Mechanism, facts: FormFacts) -> Preflight:
    """Return what a form lacks."""
    required = list_required(mechanism, facts.answers)
    missing = [one for one in required if not facts.answers.get(one.id, Answer()).given]
    states = [_check(mechanism, gate, facts) for gate in list_gates(mechanism, facts.answers)]
    told = [(one.gate, facts.treaties.get(find_treaty(one.gate.values))) for one in states if one.gate.test == TREATY]
    states += [GateState(gate, GateVerdict.LOOK, said) for gate, one in told if one for said in say_reservations([one])]
    stops = [one for one in states if one.verdict is GateVerdict.STOP]
    return Preflight(len(required), missing, stops, [one for one in states if one.verdict is GateVerdict.LOOK])


def _check(mechanism: Mechanism, gate: MechanismGate, facts: FormFacts) -> GateState:
    known, sentence = _TESTS[gate.test](mechanism, gate.values, facts)
    if known:
        return GateState(gate, GateVerdict.PASS)
    verdict = GateVerdict.STOP if gate.stop and known is False else GateVerdict.LOOK
    reason = facts.overrides.get(gate.id, "")
    if reason and gate.test == TREATY and verdict is GateVerdict.STOP:
        said = Phrase("Overridden: {reason}. {stop}", reason=reason.rstrip("."), stop=sentence)
        return GateState(gate, GateVerdict.LOOK, said)
    return GateState(gate, verdict, sentence, gate.other if known is False else "")


Tested = tuple[bool | None, str]
"""The result of a test, or None if it needs a person, and the sentence with the cure."""


def _is_party(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    """Ask the records about the State, and the day that a person wrote."""
    instrument, day, since = values[:3]
    told, said, happened = facts.treaties.get(find_treaty(values)), facts.answers.get(since), facts.day(day)
    own = _was_in_force(said or Answer(), facts.day(since), happened)
    verdict = decide(own, told)
    if verdict is True:
        return True, ""
    if verdict is None:
        differs = told is not None and told.bound is Bound.YES
        why = Phrase("The records and your answer differ.") if differs else told.why if told else ""
        return None, Phrase("Not known if {instrument} was in force for this State on that day. {why} Ask at "
                       "treaties.un.org, and add the act of the State, or answer question {no}.",
                       instrument=instrument, why=why, no=_number(mechanism, since))  # fmt: skip
    if told is not None and told.bound is Bound.NO:
        return False, Phrase("The State is not bound by {instrument} on that day, as the records say.",
                             instrument=instrument)  # fmt: skip
    if not facts.day(since):
        return False, Phrase("The State is not bound by {instrument}.", instrument=instrument)
    return None if _goes_on(values, facts.answers) else False, Phrase(
        "{instrument} is in force for this State since {bound}, and it happened on {day}.",
        instrument=instrument, bound=facts.day(since), day=happened,
    )  # fmt: skip


def _was_in_force(said: Answer, since: str, happened: str) -> bool | None:
    """Return if a treaty was in force on a day, by the answer of a person."""
    if said.state == NONE:
        return False
    if not since or not happened:
        return None
    begun, done = parse_moment(since), parse_moment(happened)
    return True if done.first_day >= begun.last_day else False if done.last_day < begun.first_day else None


def _age_of(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    since = facts.day(values[0])
    if not since:
        return None, Phrase("The day is missing: answer question {no}.", no=_number(mechanism, values[0]))
    last = find_last_day(since, int(values[1]))
    return facts.today <= last, Phrase("The urgent procedure was open until {day}. The form goes to the standard "
                                       "procedure.", day=last.isoformat())  # fmt: skip


def _one_of_committees(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    found = facts.answers.get(values[0], Answer())
    said = Phrase("Choose one committee: {known}.", known=", ".join(values[1:]))
    return found.text in values[1:] if found.text else None, said


def _field_set(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    found = facts.answers.get(values[0], Answer())
    met = bool(found.text and not found.state) and (len(values) == 1 or found.text in values[1:])
    cure = Phrase("Question {no} needs an answer: {text}", no=_number(mechanism, values[0]),
                  text=_text(mechanism, values[0], facts.language))  # fmt: skip
    return met if found.state != NOT_KNOWN else None, cure


def _language_in(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    known = ", ".join(mechanism.languages)
    return facts.language in mechanism.languages, Phrase("The body reads these languages: {known}.", known=known)


def _not_pending_elsewhere(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    found = facts.answers.get(values[0], Answer())
    said = Phrase("The body refuses a case that is before another body. Answer question {no}.",
                  no=_number(mechanism, values[0]))  # fmt: skip
    return (True if found.state == NONE else False if found.text and not found.state else None), said


def _consent(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    found = facts.consents.get(values[0])
    if found and facts.doubt:
        return False, facts.doubt
    return bool(found), (Phrase("The person or the family said no to this body.") if found is False else Phrase(
        "Consent is missing: ask the person or the family about this body."))  # fmt: skip


def _chars_in(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    wrong = [name for name in facts.file_names if any(ord(letter) > 255 for letter in name)]
    return not wrong, Phrase("Rename these files with Latin letters: {names}.", names=", ".join(wrong))


def _pages(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    said = Phrase("Count the pages: the body reads at most {n}.", n=int(values[0]))
    return facts.pages <= int(values[0]) if facts.pages else None, said


def _differs(mechanism: Mechanism, values: Sequence[str], facts: FormFacts) -> Tested:
    first, second = (facts.answers.get(one, Answer()).text for one in values[:2])
    return not first or first != second, Phrase("Questions {first} and {second} have the same answer.",
                                                first=_number(mechanism, values[0]),
                                                second=_number(mechanism, values[1]))  # fmt: skip


def _number(mechanism: Mechanism, id_: str) -> str:
    found = mechanism.question(id_)
    return found.no if found else id_


def _text(mechanism: Mechanism, id_: str, language: str) -> str:
    found = mechanism.question(id_)
    return say(found.text, language) if found else ""


_TESTS: Mapping[str, Any] = {
    "is_party": _is_party, "age_of": _age_of, "one_of_committees": _one_of_committees, "field_set": _field_set,
    "language_in": _language_in, "not_pending_elsewhere": _not_pending_elsewhere, "consent": _consent,
    "chars_in": _chars_in, "pages": _pages, "differs": _differs,
}  # fmt: skip
