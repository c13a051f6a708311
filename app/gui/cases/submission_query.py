"""The data of submissions: the bodies that a form can go to, and a form with its open points and its answers."""

from collections.abc import Iterable

from attrs import evolve, frozen

from app.actions.kernel import records
from app.actions.papers.justice.bundles import FORM
from app.actions.release import consent_rules
from app.actions.submissions import form_facts, forms
from app.actions.submissions.form_facts import MechanismChoice
from app.actions.submissions.forms import CheckedForm
from app.domain.casework.treaties import Bound
from app.domain.record import Record
from app.domain.submissions.catalogue import Mechanism, MechanismQuestion, say
from app.domain.submissions.clocks import FormClock
from app.domain.submissions.preflight import NONE, NOT_KNOWN, TREATY, Answer, GateState, Possible
from app.domain.submissions.treaty_gate import TreatyFact
from app.gui.papers import papers_query
from app.gui.papers.papers_query import PapersPage
from app.gui.records.parts_query import ref_words, value_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import BadgeOf, RowView
from app.store.records import links
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

MOST = 500
"""Records of a kind that a form can be about, in the list of them."""
REASONS = 3
"""Reasons of a mechanism that are shown; a number shows how many more there are."""


@frozen
class BodyView:
    """One mechanism: id, name, body and purpose, its badge, and the reasons of the badge."""

    key: str
    name: str
    second: str
    badge: BadgeOf
    why: tuple[str, ...]


@frozen
class BeginPage:
    """The choices before a form: its record and its person (id, name), and the mechanisms for both."""

    abouts: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    about: str = ""
    person: str = ""
    bodies: tuple[BodyView, ...] = ()


@frozen
class AskedQuestion:
    """One question of a form, with its answer. `codes` are its fixed answers (code, word)."""

    key: str
    words: str
    answer: str
    state: str
    own: bool
    limit: int
    codes: tuple[tuple[str, str], ...]
    is_day: bool
    help: str = ""


@frozen(eq=False)
class SubmissionPage:
    """A form on a day. The key of a row is the place that cures it; rows of questions have `answer:ID`."""

    key: str
    title: str
    second: str
    says: tuple[tuple[str, str], ...]
    heaps: tuple[tuple[str, tuple[RowView, ...]], ...]
    questions: tuple[AskedQuestion, ...]
    note: str
    sent: bool
    ready: bool
    person: str
    replies: tuple[tuple[str, str], ...]


# Before the form.


def read_begin(vault: Vault, tr: Text, key: str, about: str = "", person: str = "") -> BeginPage:
    """Return the choices for a form that begins from a record, a person, or nothing (an empty key)."""
    start = records.record_of(vault, key) if key else None
    if start is not None and start.kind == "actor":
        found, person = form_facts.list_about(vault, start), start.id.hex()
    elif start is not None:
        found = [start]
    else:
        found = [one for kind in form_facts.list_kinds(vault) for one in records.find(vault, Query(kind, limit=MOST))]
    about = about or (found[0].id.hex() if len(found) == 1 else "")
    if not about:
        return BeginPage(_name(vault, tr, found), (), about, person)
    people = [one for one in consent_rules.people(vault, records.record_of(vault, about)) if one.kind == "actor"]
    known = {one.id.hex() for one in people}
    person = person if person in known else people[0].id.hex() if len(people) == 1 else ""
    choices = form_facts.list_choices(vault, about, person, tr.language) if person else ()
    bodies = tuple(_body(tr, one) for one in choices)
    return BeginPage(_name(vault, tr, found), _name(vault, tr, people), about, person, bodies)


def _name(vault: Vault, tr: Text, found: Iterable[Record]) -> tuple[tuple[str, str], ...]:
    return tuple((one.id.hex(), tr.line(title_words(vault, tr, one), tr(vault.kinds[one.kind].label), one.ref))
                 for one in found)  # fmt: skip


def _body(tr: Text, one: MechanismChoice) -> BodyView:
    mechanism = one.mechanism
    badge = {
        Possible.YES: ("check", tr("Possible"), "acc"),
        Possible.NOT_KNOWN: ("shield-ask", tr("Not known"), "amb"),
        Possible.NO: ("close", tr("Not possible"), "red"),
    }[one.possible]
    more = len(one.why) - REASONS
    rest = (tr("{n} more point|{n} more points", n=more),) if more > 0 else ()
    purpose = say(mechanism.purpose, tr.language) if mechanism.purpose else ""
    name, body = mechanism.say(tr.language), say(mechanism.bodies, tr.language)
    return BodyView(
        mechanism.id, name, tr.line("" if name.startswith(body) else body, purpose), badge,
        (*map(tr.phrase, one.why[:REASONS]), *rest),
    )  # fmt: skip


# The form.


def read_form(vault: Vault, tr: Text, key: str) -> SubmissionPage:
    """Return the page of a form today."""
    found = forms.check(vault, key)
    record, mechanism, flight = found.record, found.mechanism, found.preflight
    person = records.record_of(vault, links.list_targets(vault.con, record.id, "person")[0].hex())
    state = value_words(vault, tr, vault.kinds[record.kind], "state", record.fields["state"])
    heaps = (
        (tr("Missing"), tuple(_missing(vault, tr, found, one) for one in flight.missing)),
        (tr("Stops", "form"), tuple(row for one in flight.stops for row in _stop(vault, tr, found, one))),
        (tr("To look at"), tuple(_gate(vault, tr, found, one, "amb") for one in flight.looks)),
        (tr("Treaties of the State"), tuple(_treaty(vault, tr, one) for one in found.treaties)),
        (tr("Time limits"), (*say_clocks(tr, found), _asked(tr, record))),
    )
    codes = vault.words["reply_state"]
    return SubmissionPage(
        key, tr("{name}: {value}", name=mechanism.say(tr.language), value=title_words(vault, tr, person)),
        tr.line(ref_words(vault, tr, record), say(mechanism.bodies, tr.language), state), say_state(tr, found), heaps,
        tuple(_question(tr, found, one) for one in mechanism.questions), _note(tr, mechanism),
        bool(record.fields.get("sent_on")), flight.ready, person.id.hex(),
        tuple((code, codes.label(code, tr.language)) for code in codes.codes),
    )  # fmt: skip


def say_state(tr: Text, found: CheckedForm) -> tuple[tuple[str, str], ...]:
    """Return the sentences above a form, each with its ground."""
    flight = found.preflight
    said = tr("Missing {n} of {all}", n=len(flight.missing), all=flight.required) if flight.missing else ""
    stops = tr("{n} stop|{n} stops", n=len(flight.stops)) if flight.stops else ""
    rows = [(tr("Each required question has an answer, and nothing stops the form."), "box")]
    if said or stops:
        rows = [(tr.line(said, stops), "red" if stops else "amber")]
    if not found.checked:
        day = moment_words(tr, found.mechanism.check_by)
        rows.append((tr("Time limits and conditions: not checked since {date}.", date=day), "amber"))
    return tuple(rows)


def _note(tr: Text, mechanism: Mechanism) -> str:
    reviewed = tr("No lawyer has reviewed this form.")
    source = tr("Source: {source}", source=mechanism.source)
    return tr.line(reviewed, source, tr("Checked until {date}", date=moment_words(tr, mechanism.check_by)))


def _missing(vault: Vault, tr: Text, found: CheckedForm, one: MechanismQuestion) -> RowView:
    place = find_place(vault, found.record, one)
    return RowView("alert", _words(tr, one), far=_say_place(tr, place), key=place, ink="amb")


def _say_place(tr: Text, place: str) -> str:
    """Return the text of the button to a place."""
    return {
        "answer": tr("Write the answer"), "letterhead": tr("Write a letterhead"), "consent": tr("Record consent…"),
        "edit": tr("Complete the record"), "step": tr("Add a legal step"),
    }[place.partition(":")[0]]  # fmt: skip


def find_place(vault: Vault, form: Record, one: MechanismQuestion) -> str:
    """Return the place of the answer to a question: a record, the letterhead, a consent, or the question itself.

    The country is in the place of the record.
    """
    source, _, name = one.source.partition(".")
    about = [records.record_of(vault, id_.hex()) for id_ in links.list_targets(vault.con, form.id, "about")]
    whole = next((record for record in about if record.kind == source), None)
    person = links.list_targets(vault.con, form.id, "person")[0].hex()
    if source == "consent":
        return f"consent:{name}"
    if one.names_state and whole is not None:
        return next((f"edit:{id_.hex()}" for role in ("arrested_at", "place")
                     for id_ in links.list_targets(vault.con, whole.id, role)), f"answer:{one.id}")  # fmt: skip
    if source == "proceeding" and about:
        return f"step:{about[0].id.hex()}"
    places = {"issuer": "letterhead:", "person": f"edit:{person}", "annexes": f"edit:{form.id.hex()}"}
    found = places.get(source, f"edit:{whole.id.hex()}" if whole is not None else "")
    return found or f"answer:{one.id}"


def _stop(vault: Vault, tr: Text, found: CheckedForm, one: GateState) -> list[RowView]:
    """Return the row of a stop; for a treaty, also the row that overrides it."""
    row = _gate(vault, tr, found, one, "red")
    if one.gate.test != TREATY:
        return [row]
    why = tr("You can go on, for example if the records are old. The form keeps your reason.")
    return [row, RowView("info", tr("Override this stop"), why, far=tr("Give a reason"), key=f"override:{one.gate.id}")]


def _treaty(vault: Vault, tr: Text, one: TreatyFact) -> RowView:
    """Return what the records say about a treaty and the State."""
    states, treaties = vault.words["country"], vault.words["treaty"]
    name = treaties.label(one.instrument, tr.language) if one.instrument in treaties else one.instrument
    said = {Bound.YES: tr("In force for this State"), Bound.NO: tr("Not in force for this State"),
            Bound.NOT_KNOWN: tr("Not known")}[one.bound]  # fmt: skip
    state = states.label(one.state, tr.language) if one.state else tr("State not known")
    seen = tr("source read {date}", date=moment_words(tr, one.seen_on)) if one.seen_on else ""
    icon = {Bound.YES: "check", Bound.NO: "close", Bound.NOT_KNOWN: "shield-ask"}[one.bound]
    return RowView(icon, name, tr.line(state, said, tr.phrase(one.why) if one.bound is Bound.NOT_KNOWN else "", seen),
                   far=tr("Treaties…"), key=f"treaty:{one.state}:{one.instrument}")  # fmt: skip


def _gate(vault: Vault, tr: Text, found: CheckedForm, one: GateState, ink: str) -> RowView:
    gate, bodies = one.gate, vault.words["mechanism"]
    other = tr("Another body can fit: {name}", name=bodies.label(one.other, tr.language)) if one.other else ""
    if gate.test == "consent":
        place = f"consent:{gate.values[0]}"
    else:
        asked = next((value for value in reversed(gate.values) if found.mechanism.question(value)), "")
        place = f"answer:{asked}" if asked else "" if gate.test == "pages" else f"edit:{found.record.id.hex()}"
    return RowView("alert" if ink == "red" else "eye", tr.phrase(one.sentence), other,
                   far=_say_place(tr, place) if place else "", key=place, ink=ink)  # fmt: skip


def say_clocks(tr: Text, found: CheckedForm) -> tuple[RowView, ...]:
    """Return a row for each time limit of a form: of its sending, and of the reply."""
    return tuple(_clock(tr, found, one) for one in found.clocks)


def _clock(tr: Text, found: CheckedForm, one: FormClock) -> RowView:
    since = tr("since {date}", date=moment_words(tr, one.since))
    unsure = tr("start not exact") if one.unsure else ""
    late = tr("{n} day late|{n} days late", n=one.late) if one.late > 0 else ""
    due = tr("until {date}", date=moment_words(tr, one.due, long=True)) if one.due else ""
    due = due or tr("{n} day|{n} days", n=one.days)
    return RowView("clock", say(one.clock.label, tr.language), tr.line(due, since, unsure), far=late,
                   ink="red" if late else "ink2")  # fmt: skip


def _asked(tr: Text, form: Record) -> RowView:
    """Return the day by which the form asks for an answer. A person can change or remove it in the record."""
    day = str(form.fields.get("answer_by", ""))
    said = moment_words(tr, day, long=True) if day else tr("No day is asked.")
    return RowView("mail-check", tr("Answer asked by"), said, far=tr("Change the day"), key=f"edit:{form.id.hex()}")


def _words(tr: Text, one: MechanismQuestion) -> str:
    return f"{one.no}. {say(one.text, tr.language)}"


def _question(tr: Text, found: CheckedForm, one: MechanismQuestion) -> AskedQuestion:
    answer = found.answers.get(one.id, Answer())
    gates = [gate.values[1:] for gate in found.mechanism.gates if gate.values[:1] == (one.id,)]
    words = {forms.YES: tr("Yes"), forms.NO: tr("No")}
    offered = dict.fromkeys(value for values in gates for value in values) if one.kind == "code" else {}
    plain = one.kind == "code" and not offered
    both = {forms.YES, forms.NO} if plain or forms.YES in offered else set[str]()
    codes = tuple((code, words.get(code, code)) for code in (*offered, *sorted(both - offered.keys())))
    return AskedQuestion(one.id, _words(tr, one), answer.text, answer.state, answer.own, one.limit, codes,
                         one.dated, say(one.help, tr.language).replace(" | ", "\n") if one.help else "")  # fmt: skip


def say_answer(tr: Text, one: AskedQuestion) -> RowView:
    """Return the row of a question: its answer, and who answered."""
    text = " ".join(one.answer.split())
    if one.state:
        text = tr.line(tr("Not known") if one.state == NOT_KNOWN else tr("None"), text)
    far = tr("your words") if one.own else tr("from the records") if text else ""
    assert one.state in ("", NOT_KNOWN, NONE)  # noqa: S101 - states of the domain
    icon = "edit" if one.own else "check" if text else "minus"
    return RowView(icon, one.words, text or tr("Not answered yet"), far=far, key=f"answer:{one.key}")


def list_annexes(tr: Text, rows: Iterable[tuple[int, str, int]], left: Iterable[tuple[str, str]]) -> list[RowView]:
    """Return the files of a bundle (number, kind, pages), and those that stay, each with its reason."""
    found = [RowView("check", tr("Annex {n}: {kind}", n=number, kind=kind), tr("{n} page|{n} pages", n=pages))
             for number, kind, pages in rows]  # fmt: skip
    return found + [RowView("alert", tr("Stays here: {name}", name=name), tr.phrase(why), ink="amb")
                    for name, why in left]  # fmt: skip


def read_paper(vault: Vault, tr: Text, key: str) -> PapersPage:
    """Return the form as a paper for its body, in its language."""
    form = forms.read_form(vault, key)
    mechanism, language = forms.find_mechanism(vault, form), str(form.fields.get("language", "en"))
    shown = papers_query.page(vault, tr, key)
    (choice,) = (one for one in shown.papers if one.key == FORM)
    audiences = sorted((one for one in choice.audiences if one[0] in (mechanism.audience, "internal")),
                       key=lambda one: one[0] != mechanism.audience)  # fmt: skip
    languages = tuple(one for one in choice.languages if one[0] == language) or choice.languages
    return evolve(shown, papers=(evolve(choice, audiences=tuple(audiences), languages=languages),))
