"""Put real names into a finished paper, for people who agreed to be named to its audience.

The names are read with the open names password and go with the paper. The log has a line for each name before anybody
can see the paper.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from app.actions.release import consent_rules
from app.domain.frame import REAL_NAME
from app.domain.leaks.known_terms import KnownTerm, KnownTerms
from app.domain.leaks.leak_search import put_terms
from app.domain.leaks.leak_values import LeakClass
from app.domain.leaks.paper_texts import Content, read_texts, write_texts
from app.domain.record import Record
from app.domain.release.audiences import AUDIENCES, UNSPOKEN, Spoken
from app.domain.release.consents import ReleasePaper, answers_yes, has_no
from app.domain.release.narrowing import Release
from app.domain.search_normalisation import fold
from app.domain.sheet import Heading, Sheet, SheetFacts
from app.phrase import Phrase
from app.store.records import real_names, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    import crypto

_NOTED = "real names in papers"


@frozen
class OpenNames:
    """The key of the open real names, and the reason for the log."""

    key: "crypto.Secret" = field(repr=False)
    why: str = ""


def list_agreed(vault: Vault, leaving: Iterable[Record], paper: ReleasePaper) -> Sequence[Record]:
    """Return the outgoing people who agreed to be named to the audience, and whose real name is here."""
    people = [one for one in leaving if one.kind == "actor" and real_names.of_person(vault.con, one.id)]
    loaded = filter(None, (store.load(vault.con, one.id) for one in people if "alias" in one.fields))
    return [one for one in loaded if consent_rules.find_release(vault, one, paper).form is Spoken.NAME]


def say_until(vault: Vault, person: Record, form: Spoken, paper: ReleasePaper) -> str | None:
    """Return the last day for the readers of a paper to say the name to the authorities, in this form.

    It is empty for a yes without an end, and None for any other answer.
    At the United Nations, the answer about the Government decides before the one about national authorities: a yes that
    ended is no yes.
    """
    authority, whole = AUDIENCES["authority"], store.load(vault.con, person.id) or person

    def read(opens: tuple[str, ...], also: tuple[str, ...]) -> Release:
        audience = evolve(authority, opens=opens, also=also)
        return consent_rules.find_release(vault, whole, evolve(paper, audience=audience, readers=()))

    found = read(authority.opens, ())
    if paper.audience.name == "un" and (first := read(("UN_TO_GOV",), ())).answer.record is not None:
        found = read(("UN_TO_GOV",), authority.opens) if first.agreed else first
    if found.form in UNSPOKEN or found.form.rank > form.rank or found.answer.record is None:
        return None
    return str(found.answer.record.fields.get("valid_until", ""))


def read_purpose(vault: Vault, person: Record, purpose: str, paper: ReleasePaper) -> bool | None:
    """Return the answer of a person to one purpose: True for yes, False for no, None for silence."""
    whole = store.load(vault.con, person.id) or person
    known = consent_rules.list_answers(vault, [whole])
    if answers_yes(whole, purpose, known, paper):
        return True
    return False if has_no(known, [purpose]) else None


def read_yes(vault: Vault, person: Record, paper: ReleasePaper) -> Record | None:
    """Return the record with the yes of a person to readers; a yes without the family leaves out the relation."""
    answer = consent_rules.find_release(vault, person, paper).answer
    if answer.record is None or not answer.is_yes:
        return None
    hides = "family" in answer.excepts
    return answer.record._replace(
        fields={name: one for name, one in answer.record.fields.items() if not (hides and name == "by_whom")}
    )


def read_names(vault: Vault, names: OpenNames, people: Iterable[Record]) -> Mapping[bytes, str]:
    """Return the real name of each person by id. Raises NotOpened if one is damaged."""
    held = (one for person in people for one in real_names.of_person(vault.con, person.id))
    return {
        one.person: str(real_names.open_(names.key, one.id, "real_name", one.sealed["real_name"]))
        for one in held if "real_name" in one.sealed
    }  # fmt: skip


def put_names(vault: Vault, content: Content, spoken: Mapping[bytes, str]) -> Content:
    """Return a paper with real names instead of aliases; an alias of two people stays."""
    aliases = [(id_, str(alias)) for id_, alias in record_lists.read_aliases(vault.con, vault.kinds["actor"].number)]
    times = Counter(fold(alias) for _, alias in aliases)
    terms = KnownTerms.of(
        KnownTerm(alias, LeakClass.ALIAS, id_ if times[fold(alias)] == 1 else b"")
        for id_, alias in aliases if alias.strip()
    )  # fmt: skip
    return write_texts(content, {key: put_terms(text, terms, spoken) for key, text in read_texts(content).items()})


def tell_apart(content: Sheet, people: Sequence[Record], names: Mapping[bytes, str]) -> Sheet:
    """Return a paper with real names in its confidential part only: the State can read each other part."""
    rows = tuple((Phrase(REAL_NAME, alias=one.title), names[one.id])
                 for one in people)  # fmt: skip
    at = next((at for at, one in enumerate(content.blocks, 1) if isinstance(one, Heading)), 0)
    if not (rows and at and content.apart):
        return content
    return evolve(content, blocks=(*content.blocks[:at], SheetFacts(rows), *content.blocks[at:]))


def log_named(vault: Vault, people: Iterable[bytes], what: str) -> None:
    """Add a line to the log for each real name that leaves; `what` is the way out, the audience and the reason."""
    for person in sorted(people):
        record = next((one.id for one in real_names.of_person(vault.con, person)), None)
        real_names.log(vault, real_names.RELEASED, record, what)


def log_shown(vault: Vault, people: Iterable[bytes], what: str) -> None:
    """Add these lines once in a sitting: a paper is made again for each answer and each format."""
    noted = vault.sitting.setdefault(_NOTED, set[object]())
    assert isinstance(noted, set)  # noqa: S101 - only this module writes it
    fresh = {(person, what) for person in people} - noted
    log_named(vault, (person for person, _ in fresh), what)
    noted |= fresh
