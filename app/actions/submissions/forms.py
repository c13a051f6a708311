"""Forms of submissions: begin one, answer it, check it, and note its sending and its reply."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import cast

from attrs import frozen

from app.actions.kernel import clock, own_data, records
from app.actions.kernel.change_set import Changed
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.submissions import mechanisms
from app.actions.submissions.form_facts import find_person, put_letterhead, read_facts
from app.actions.submissions.form_records import NO as NO
from app.actions.submissions.form_records import YES as YES
from app.actions.submissions.form_records import find_next_day, list_unasked
from app.actions.submissions.form_roots import list_roots
from app.actions.submissions.sources import list_rows
from app.domain.calendars import Confirmed
from app.domain.leaks.leak_values import says_why
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.release.audiences import asking
from app.domain.submissions.catalogue import DEADLINE, REPLY, SENT, Mechanism, MechanismQuestion
from app.domain.submissions.clocks import FormClock, compute_clocks
from app.domain.submissions.preflight import NONE, NOT_KNOWN, TREATY, Answer, Preflight, check_form
from app.domain.submissions.treaty_gate import TreatyFact
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

STATES = ("", NOT_KNOWN, NONE)
_ENDS = {"decided": "0102", "published": "0103"}
"""The last replies, each with the code of the response of the action: pressed the authorities, gave more publicity."""

_URGENT = ("detention.health", "event.now")
"""The sources of a yes to a danger now: then the answer is asked for in two days."""
_URGENT_DAYS, _USUAL_DAYS = 2, 30


@frozen
class CheckedForm:
    """A form on a day: its mechanism, its answers by question, the pre-flight, and its clocks."""

    record: Record
    mechanism: Mechanism
    answers: Mapping[str, Answer]
    preflight: Preflight
    clocks: Sequence[FormClock]
    treaties: Sequence[TreatyFact]
    checked: bool
    """False after the check-by day of the mechanism."""
    hearing: str
    """The next day of the legal steps, if a danger now has no urgent measures; else empty."""


NO_DAY = "none"


def begin(
    vault: Vault, mechanism: str, about: str, person: str = "", language: str = "", answer_by: str = ""
) -> tuple[Record, Changed]:  # fmt: skip
    """Begin a form about a detention, incident or case, in the newest version.

    `answer_by` is the day for the answer to us, or NO_DAY; if it is empty, the usual day of the mechanism.
    Raises NotFound, InputRefused.
    """
    whole = records.record_of(vault, about)
    concerned = find_person(vault, whole, person)
    with vault.transaction():
        found = mechanisms.keep_version(vault, mechanism)
        if not found.fits(vault.kinds[whole.kind]):
            said = Phrase("This form is not about such a record: {ref}.", ref=whole.ref)
            raise InputRefused(said, "Nothing was changed. See: amparo submission mechanisms")
        given = {
            "mechanism": found.id, "version": found.version, "state": "draft", "about": [whole.id.hex()],
            "person": concerned.id.hex(), "language": language or found.languages[0],
        }  # fmt: skip
        made, changed = records.add(vault, "submission", given)
        changed |= _set_last_day(vault, made)
        day = answer_by or _find_usual_day(vault, made)
        made, dated = records.edit(vault, made.ref, {"answer_by": None if day == NO_DAY else day})
        return made, changed | dated


def read_form(vault: Vault, handle: str) -> Record:
    """Return a submission. Raises NotFound, InputRefused for another record."""
    record = records.record_of(vault, handle)
    if record.kind != "submission":
        raise InputRefused(Phrase("{ref} is no submission.", ref=record.ref), "See: amparo list submission")
    return record


def find_mechanism(vault: Vault, form: Record) -> Mechanism:
    """Return the mechanism of a form, in the version that it began with if it is here."""
    return mechanisms.find_for(form, partial(own_data.read_own, vault))


def check(vault: Vault, handle: str) -> CheckedForm:
    """Return what a form lacks, by the words that its body can read. Raises NotFound, InputRefused."""
    record = read_form(vault, handle)
    mechanism = find_mechanism(vault, record)
    language = str(record.fields.get("language", "en"))
    leaving = OutgoingData(vault, [record.ref, *list_roots(vault, record)], asking(mechanism.audience), language)
    put_letterhead(vault, leaving)
    inside = next((one for one in leaving.roots if one.id == record.id), None)
    people = links.list_targets(vault.con, record.id, "person")
    if not people:
        raise InputRefused(Phrase("{ref} has no person.", ref=record.ref), "Edit the form, and choose the person.")
    person = records.record_of(vault, people[0].hex())
    about = list(record_lists.load_all(vault.con, links.list_targets(vault.con, record.id, "about")).values())
    facts = read_facts(
        vault, leaving, (inside or record)._replace(fields=leaving.own_answers(record.id)), about, mechanism, person
    )
    answers = facts.answers
    moments = {one.id: facts.day(one.id) for one in mechanism.questions if one.dated}
    sent = str(record.fields.get("sent_on", ""))
    committee = answers.get("committee", Answer()).text
    clocks = compute_clocks(mechanism, {**moments, **({SENT: sent} if sent else {})}, vault.now(), committee)
    return CheckedForm(
        record,
        mechanism,
        answers,
        check_form(mechanism, facts),
        clocks,
        list(facts.treaties.values()),
        mechanism.is_checked(facts.today),
        find_next_day(leaving) if list_unasked(leaving, mechanism, answers) else "",
    )


def answer(vault: Vault, handle: str, question: str, text: str, state: str = "") -> tuple[Record, Changed]:
    """Answer a question in own words, or as not known, or as none for a reason; empty goes back to the records.

    Raises InputRefused for a question or a date that the form does not have.
    """
    form = read_form(vault, handle)
    asked = _find_question(find_mechanism(vault, form), question)
    if asked.dated and text and not state:
        text = _read_day(vault, asked, text)
    rows = [row for row in list_rows(form) if row[0].partition(":")[0] != asked.id]
    _refuse_same(find_mechanism(vault, form), asked, text, rows)
    rows += [[f"{asked.id}:{state}" if state else asked.id, text.strip()]] if text.strip() or state else []
    with vault.transaction():
        kept, changed = records.edit(vault, form.ref, {"answers": rows or None})
        return kept, changed | _set_last_day(vault, kept)


def _refuse_same(mechanism: Mechanism, asked: MechanismQuestion, text: str, rows: Sequence[Sequence[str]]) -> None:
    """Raise InputRefused for the answer of another question, if the body needs two: a risk is no measure."""
    near = {
        one for gate in mechanism.gates if gate.test == "differs" and asked.id in gate.values for one in gate.values
    }
    if text.strip() and any(name in near and said.strip() == text.strip() for name, said in rows):
        said = Phrase("This is the answer of another question. Write one for {no}.", no=asked.no)
        raise InputRefused(said, "Nothing was changed.")


def override(vault: Vault, handle: str, gate: str, reason: str) -> tuple[Record, Changed]:
    """Override the stop of a treaty with a reason, which the form keeps; an empty reason ends that.

    Raises InputRefused for each other stop, such as consent.
    """
    form = read_form(vault, handle)
    known = [one.id for one in find_mechanism(vault, form).gates if one.test == TREATY]
    if gate not in known:
        raise InputRefused(Phrase("{gate} cannot be overridden.", gate=gate), "Nothing was changed.")
    if reason and not says_why(reason):
        raise InputRefused("Write a reason.", "Nothing was changed.")
    rows = [row for row in list_rows(form, "overrides") if row[0] != gate]
    rows += [[gate, " ".join(reason.split())]] if reason else []
    return records.edit(vault, form.ref, {"overrides": rows or None})


def _read_day(vault: Vault, asked: MechanismQuestion, text: str) -> str:
    """Return the moment of a text. Raises InputRefused for none, and for a coming moment without its hour or past."""
    try:
        found = parse_moment(text)
    except ValueError as error:
        raise InputRefused(Phrase.of(str(error)), "Write a day such as 2026-03-10.") from error
    if asked.kind == "moment" and ("T" not in found.text or found.last_day < clock.today(vault).toordinal()):
        raise InputRefused("The day and the hour must be still to come.",
                           "Nothing was changed. Write them such as 2026-03-10T14:30.")  # fmt: skip
    return found.text


def _find_question(mechanism: Mechanism, name: str) -> MechanismQuestion:
    found = mechanism.question(name) or next((one for one in mechanism.questions if one.no == name), None)
    if found is None:
        known = ", ".join(one.id for one in mechanism.questions)
        said = Phrase("The form has no question {name}.", name=name)
        raise InputRefused(said, Phrase("Questions: {known}.", known=known))
    return found


def _set_last_day(vault: Vault, form: Record) -> Changed:
    """Store the earliest last day of the rules, for Today and lists."""
    days = [one.due for one in check(vault, form.ref).clocks if one.clock.does == DEADLINE]
    last = Confirmed(min(days)) if days else None  # computed: nobody is asked about its year
    return records.edit(vault, form.ref, {"send_by": last})[1]


def _find_usual_day(vault: Vault, form: Record) -> str:
    """Return the day for an answer to us that is usual for the mechanism, or in two days in a danger now."""
    found = check(vault, form.ref)
    urgent = [one for one in found.mechanism.questions if one.source in _URGENT]
    days = int(found.mechanism.limits.get("answer_days", _USUAL_DAYS))
    if any(found.answers.get(one.id, Answer()).text == YES for one in urgent):
        days = min(days, _URGENT_DAYS)
    last = (clock.today(vault) + timedelta(days)).isoformat()
    return min(last, found.hearing or last)


def note_sent(
    vault: Vault, handle: str, on: str = "", by: str = "", way: str = "", receipt: str = "", reason: str = ""
) -> tuple[Record, Changed]:
    """Note the sending of a form, and add the action that waits for the reply.

    Raises InputRefused without a reason for missing answers and stops.
    """
    found = check(vault, handle)
    if not found.preflight.ready and not reason:
        said = found.preflight.say_missing("en") or found.preflight.stops[0].sentence
        raise InputRefused(Phrase.of(said), "Nothing was changed. Answer it, or give a reason with --reason.")
    form, day = found.record, on or clock.today(vault).isoformat()
    given = {"state": "sent", "sent_on": day, "sent_by": by, "way": way, "receipt": receipt, "reason": reason}
    with vault.transaction():
        kept, changed = records.edit(vault, form.ref, {name: one for name, one in given.items() if one})
        clocks = [one.due for one in check(vault, form.ref).clocks if one.clock.does == REPLY]
        about = record_lists.load_all(vault.con, links.list_targets(vault.con, form.id, "about")).values()
        known = vault.kinds["intervention"].role("about")
        action: dict[str, object] = {
            "kind": [found.mechanism.log], "date": day, "status": "waiting",
            "victim": [id_.hex() for id_ in links.list_targets(vault.con, form.id, "person")],
            "about": [one.id.hex() for one in about if known and one.kind in known.to],
            **({"follow_up_on": min(clocks)} if clocks else {}), **({"reference": receipt} if receipt else {}),
        }  # fmt: skip
        made, more = records.add(vault, "intervention", action)
        kept, linked = records.edit(vault, form.ref, {"action": made.id.hex()})
    return kept, changed | more | linked


def mark_copied(vault: Vault, handle: str, questions: Sequence[str]) -> tuple[Record, Changed]:
    """Note that answers are in the portal already, so that nothing is lost if it ends."""
    form = read_form(vault, handle)
    mechanism, known = find_mechanism(vault, form), cast(list[str], form.fields.get("copied", []))
    named = [_find_question(mechanism, one).id for one in questions]
    return records.edit(vault, form.ref, {"copied": list(dict.fromkeys((*known, *named)))})


def note_reply(
    vault: Vault, handle: str, state: str, on: str = "", text: str = "", published_in: str = ""
) -> tuple[Record, Changed]:
    """Note a reply of the body: a decision or publication is the last one. Raises InputRefused before the sending."""
    form = read_form(vault, handle)
    if not form.fields.get("sent_on"):
        raise InputRefused(Phrase("{ref} was not sent yet.", ref=form.ref), "First note the sending.")
    day = on or clock.today(vault).isoformat()
    given = {"reply_state": state, "reply_on": day, "reply_text": text, "published_in": published_in}
    over = {"state": "answered"} if state in _ENDS else {}
    with vault.transaction():
        kept, changed = records.edit(vault, form.ref, {**{name: one for name, one in given.items() if one}, **over})
        for action in links.list_targets(vault.con, form.id, "action") if over else ():
            ended = {"response": [_ENDS[state]], "response_date": day, **({"response_text": text} if text else {})}
            changed |= records.edit(vault, action.hex(), {**ended, "status": "done"})[1]
    return kept, changed
