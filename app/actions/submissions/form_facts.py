"""The facts about a form, and the mechanisms that a form about a person can go to. Nothing is stored here."""

from collections.abc import Mapping, Sequence
from functools import partial

from attrs import evolve, frozen

from app.actions.casework import treaty_answers
from app.actions.kernel import clock, records
from app.actions.kernel.record_context import Inside
from app.actions.outgoing import letterheads
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.release import consent_rules
from app.actions.submissions import mechanisms
from app.actions.submissions.sources import list_doubts, list_rows, read_answers
from app.catalogue import Catalogue
from app.domain.record import Record
from app.domain.submissions.catalogue import Mechanism
from app.domain.submissions.preflight import (
    TREATY,
    Answer,
    FormFacts,
    Possible,
    find_treaty,
    judge,
    list_gates,
    read_day,
)
from app.domain.submissions.treaty_gate import TreatyFact
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_FORM = bytes(16)


@frozen
class MechanismChoice:
    """A mechanism for a form that nobody began: the answer of its gates, and the sentences that decide it."""

    mechanism: Mechanism
    possible: Possible
    why: Sequence[str]


class _ComingForm(OutgoingData):
    """Outgoing data with a form that nobody began."""

    def __init__(self, vault: Vault, about: Record, person: Record, audience: str, language: str) -> None:
        acts = [id_.hex() for id_ in links.list_targets(vault.con, about.id, "act")]
        super().__init__(vault, [about.ref, person.ref, *acts], audience, language)
        self.form = Record(_FORM, "submission", "", {"language": language})
        linked = (("about", about.id), ("person", person.id))
        self._out[_FORM] = [(role, id_) for role, id_ in linked if id_ in self._records]
        self._people = partial(_list_people, vault, person)


def _list_people(vault: Vault, person: Record, whole: Record) -> list[Record]:
    return [person] if whole.id == _FORM else consent_rules.people(vault, whole)


def find_person(vault: Vault, about: Record, person: str = "") -> Record:
    """Return the one person that a form is about. Raises NotFound, InputRefused."""
    concerned = [records.record_of(vault, person)] if person else consent_rules.people(vault, about)
    if len(concerned) != 1 or concerned[0].kind != "actor":
        said = Phrase("A form is about one person, and {ref} has: {n}.", ref=about.ref, n=len(concerned))
        raise InputRefused(said, "Nothing was changed. Name the person with --person.")
    return concerned[0]


def list_kinds(vault: Vault) -> tuple[str, ...]:
    """Return the kinds that a form can be about."""
    about = vault.kinds["submission"].role("about")
    return about.to if about else ()


def list_about(vault: Vault, person: Record) -> list[Record]:
    """Return the detentions, incidents and cases that name a person, in the order of entry."""
    found, kinds = dict[bytes, Record](), list_kinds(vault)
    for link in links.list_links_to(vault.con, person.id):
        near = (link.source, *store.wholes_of(vault.con, link.source))
        loaded = (store.load(vault.con, id_) for id_ in near)
        found |= {one.id: one for one in loaded if one is not None and not one.removed and one.kind in kinds}
    return sorted(found.values(), key=lambda one: one.entry)


def list_choices(vault: Vault, about: str, person: str = "", language: str = "en") -> list[MechanismChoice]:
    """Return each mechanism with the answer of its gates: possible ones first. Raises NotFound, InputRefused."""
    whole = records.record_of(vault, about)
    who, found, ready = find_person(vault, whole, person), list[MechanismChoice](), dict[str, _ComingForm]()
    for one in (found for found in mechanisms.list_mechanisms(vault) if found.fits(vault.kinds[whole.kind])):
        spoken = choose_language(one, language)
        key = f"{one.audience} {spoken}"
        if key not in ready:
            ready[key] = _ComingForm(vault, whole, who, one.audience, spoken)
            put_letterhead(vault, ready[key])
        facts = read_facts(vault, ready[key], ready[key].form, [whole], one, who)
        found.append(MechanismChoice(one, *judge(one, facts)))
    return sorted(found, key=lambda one: list(Possible).index(one.possible))


def choose_language(mechanism: Mechanism, language: str) -> str:
    """Return a language if the body reads it, else the first of the body."""
    return language if language in mechanism.languages else mechanism.languages[0]


def put_letterhead(vault: Vault, leaving: OutgoingData) -> None:
    """Put the first letterhead on a form: it is the one who submits."""
    leaving.letterhead = next(iter(letterheads.list_letterheads(vault)), None)


def read_facts(
    vault: Vault, leaving: OutgoingData, form: Record, about: Sequence[Record], mechanism: Mechanism, person: Record,
) -> FormFacts:  # fmt: skip
    """Return the facts about a form today, by the words that its body can read. `about` are its records here."""
    language = leaving.language
    purposes = {gate.values[0] for gate in mechanism.gates if gate.test == "consent"}
    said = {name: leaving.read_purpose(person, name) for name in purposes}
    say, found = Catalogue(language), read_answers(leaving, form, mechanism)
    answers = {name: evolve(one, text=say(one.text)) if isinstance(one.text, Phrase) else one
               for name, one in found.items()}  # fmt: skip
    annexes = record_lists.load_all(vault.con, links.list_targets(vault.con, form.id, "annex")).values()
    return FormFacts(
        clock.today(vault), language, answers, {name: one for name, one in said.items() if one is not None},
        read_treaties(vault, about, mechanism, answers), dict(list_rows(form, "overrides")),
        file_names=tuple(str(one.fields.get("file_name", "")) for one in annexes),
        doubt=next(iter(list_doubts(leaving, form)), ""),
    )  # fmt: skip


def read_treaties(
    vault: Vault, about: Sequence[Record], mechanism: Mechanism, answers: Mapping[str, Answer]
) -> Mapping[tuple[str, str], TreatyFact]:
    """Return the answer of the records for each treaty of the gates, by the country of the places."""
    gates = [one for one in list_gates(mechanism, answers) if one.test == TREATY]
    states = find_states(vault, about) if gates else []
    state, found = states[0] if len(states) == 1 else "", dict[tuple[str, str], TreatyFact]()
    for gate in gates:
        treaty, competence = find_treaty(gate.values)
        moment = read_day(answers, gate.values[1])
        found[treaty, competence] = treaty_answers.read_fact(vault, state, treaty, moment, competence)
    return found


def find_states(vault: Vault, about: Sequence[Record]) -> list[str]:
    """Return the codes of the countries of these records, also of the parts of a case."""
    inside, roles = Inside(vault), ("place", "arrested_at")
    below = [part for one in about for kind in list_kinds(vault) for part in inside.parts(one, kind)]
    places = [place for one in (*about, *below) for role in roles for place in inside.linked(one, role)]
    return list(dict.fromkeys(str(place.fields["country"]) for place in places if "country" in place.fields))
