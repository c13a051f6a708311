"""Real names in papers: only of people who agreed, with the names password, and in the log (papers.md 1.6 and 10)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.outgoing import letterheads
from app.actions.outgoing.output import OutputResult
from app.actions.papers import paper_makers
from app.actions.release import known_names
from app.actions.release.leak_check import LeaksFound
from app.actions.release.released_names import OpenNames
from app.actions.vault import real_names
from app.domain.leaks.leak_values import AGREED, KEEP, LeakAnswer, LeakAnswers
from app.domain.sheet import Sheet
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions import cases
from tests.actions.pairs import Pair
from tests.flow.cast import Person

NAME, ALIAS = "Rosalba Tzul Ixcoy", "Heron"
REST = LeakAnswers(replace_rest=True)
SECRET = "lantern copper field"
NAMED = {"state": "given", "form": "named", "identity_form": "named"}


def key_of(vault: Vault, person: str, name: str = NAME) -> crypto.Secret:
    """Store the real name of a person and return the key."""
    key, wrap = real_names.prepare_key(real_names.header_of(vault), SECRET)
    real_names.set_up(vault, wrap)
    real_names.save(vault, key, person, {"real_name": name})
    return key


def case(vault: Vault, alias: str = ALIAS, **consent: object) -> tuple[str, str]:
    """Return a person with a yes to embassies, and a case with words about them."""
    given = {"purpose": ["EMBASSY", "SHARE_NETWORK"], **NAMED, **consent}
    person, _ = records.add(vault, "actor", {"alias": alias, "consent_record": [given]})
    whole, _ = records.add(vault, "case", {
        "title": "River", "focal": [person.ref], "summary_open": f"Soldiers took {alias} away. We fear for {alias}.",
    })  # fmt: skip
    records.add(vault, "intervention", {"about": whole.ref, "kind": ["embassy"], "diplomatic": ["area"]})
    records.add(vault, "event", {
        "case": [whole.ref], "title": "Taken", "date_start": "2026-11-20", "place": {"province": "North"},
        "act": {"violation": "LIB1", "victim": person.ref},
    })  # fmt: skip
    return person.ref, whole.ref


def released(vault: Vault) -> list[tuple[str, str]]:
    """Return the alias and the reason of each name that left."""
    return [(line.alias, line.why) for line in real_names.log(vault) if line.what == "released"]


@pytest.fixture
def names(vault: Vault) -> Iterator[tuple[str, OpenNames]]:
    person, whole = case(vault)
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    yield whole, OpenNames(key, "asked by the embassy")
    key.clear()


def words(made: OutputResult) -> str:
    return " ".join(made.data("txt").decode().split())


PAPERS = [
    output.name for output in paper_makers.list_outputs()
    if output.name in ("embassy-letter", "briefing-note", "denunciation-letter", "incident-report")
    and "case" in output.about and "embassy" in output.profiles
]  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
def test_a_consented_real_name_is_in_a_paper_and_logged_before_it_is_shown(
    vault: Vault, names: tuple[str, OpenNames], paper: str
) -> None:
    """Papers, line 6: named with the names password, by alias without it; one line in the log for one paper."""
    whole, key = names
    closed = paper_makers.make(vault, paper, [whole], "embassy", answers=REST)
    assert NAME not in words(closed) and ALIAS in words(closed) and released(vault) == []
    assert [said for said in closed.warnings if "agreed to be named: 1. Open" in said]
    assert "(an alias, not the real name)" in words(closed), "the reader must not take it for the name"
    named = paper_makers.make(vault, paper, [whole], "embassy", names=key, answers=REST)
    assert named.frame
    line = (ALIAS, f"{paper}, embassy, {named.frame.reference}, asked by the embassy")
    assert released(vault) == [line], "before any format is made"
    assert NAME in words(named) and ALIAS not in words(named) and "an alias" not in words(named)
    assert not [said for said in named.warnings if "agreed to be named" in said]
    paper_makers.make(vault, paper, [whole], "embassy", names=key, reference=named.frame.reference, answers=REST)
    assert released(vault) == [line], "the same paper again"
    paper_makers.make(vault, paper, [whole], "embassy", names=key, answers=REST)
    assert len(released(vault)) == 2, "another paper"


def test_an_incident_report_for_the_un_has_the_consented_name(vault: Vault) -> None:
    """Papers, line 6, for the incident report, which is about one incident and never for embassies."""
    _, incident = cases.f1(vault, "UN", form="named")
    (man,) = (one for one in records.find(vault, Query("actor")) if one.title == "Quetzal")
    key = key_of(vault, man.ref)
    known_names.open_names(vault, key)
    closed = paper_makers.make(vault, "incident-report", [incident.ref], "un", answers=REST)
    assert NAME not in words(closed) and released(vault) == []
    open_ = OpenNames(key, "asked by the rapporteur")
    named = paper_makers.make(vault, "incident-report", [incident.ref], "un", names=open_, answers=REST)
    assert named.frame and NAME in words(named) and "Quetzal" not in words(named)
    assert released(vault) == [("Quetzal", f"incident-report, un, {named.frame.reference}, asked by the rapporteur")]
    key.clear()


def test_no_file_of_the_vault_has_a_name_that_left(vault: Vault, names: tuple[str, OpenNames]) -> None:
    whole, key = names
    made = paper_makers.make(vault, "embassy-letter", [whole], "embassy", names=key, answers=REST)
    assert NAME in words(made)
    tables = [name for (name,) in vault.con.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    rows = repr([vault.con.execute(f"SELECT * FROM {name}").fetchall() for name in tables])
    files = b"".join(path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())
    for part in NAME.split():
        assert part not in rows and part.encode() not in files
    assert "embassy-letter, embassy" in rows
    assert not any(name in repr(made.leaks.rows) for name in NAME.split())


@pytest.mark.parametrize(
    ("consent", "audience"), [({"form": "alias"}, "embassy"), ({"purpose": ["SHARE_NETWORK"]}, "network")]
)
def test_nobody_is_named_without_a_yes_to_that_for_the_audience(
    vault: Vault, consent: dict[str, object], audience: str
) -> None:
    person, whole = case(vault, **consent)
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    made = paper_makers.make(vault, "briefing-note" if audience == "embassy" else "follow-up", [whole], audience,
                             names=OpenNames(key), answers=REST)  # fmt: skip
    assert made.agreed == 0 and NAME not in str(made.content) and released(vault) == []


def test_an_alias_of_two_people_or_in_another_alias_stays(vault: Vault) -> None:
    person, whole = case(vault)
    records.add(vault, "actor", {"alias": f"Blue {ALIAS}"})
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    records.edit(vault, whole, {"summary_open": f"Blue {ALIAS} saw {ALIAS}. The heron flew."})
    made = paper_makers.make(vault, "embassy-letter", [whole], "embassy", names=OpenNames(key), answers=LeakAnswers())
    assert isinstance(made.content, Sheet) and f"Blue {ALIAS} saw {NAME}. The heron flew." in str(made.content)
    records.add(vault, "actor", {"alias": ALIAS})
    made = paper_makers.make(vault, "embassy-letter", [whole], "embassy", names=OpenNames(key))
    assert NAME not in str(made.content)


def test_a_name_that_somebody_wrote_is_a_finding_and_logged_if_it_is_kept(pair: Pair) -> None:
    """Papers, 1.6 and 3.3: records carry a name only by the answer of a person, and the log says so."""
    ana = pair.ana
    person, whole = case(ana, purpose=["EMBASSY"])
    key = key_of(ana, person)
    known_names.open_names(ana, key)
    records.edit(ana, whole, {"summary_open": f"It was {NAME}."})
    with pytest.raises(LeaksFound) as found:
        sharing.share(ana, [whole], [pair.ben_here.ref], "embassy")
    (row,) = found.value.refused
    assert (row["words"], row["replace_with"], AGREED in row["keep"]) == (NAME, ALIAS, True)  # type: ignore[operator]
    assert released(ana) == []
    kept = LeakAnswers({str(row["finding"]): LeakAnswer(KEEP, "", AGREED)})
    sharing.share(ana, [whole], [pair.ben_here.ref], "embassy", answers=kept)
    assert released(ana) == [(ALIAS, f"report, embassy, {pair.ben_here.ref}")]
    made = paper_makers.make(ana, "embassy-letter", [whole], "embassy", answers=kept)
    assert made.frame and released(ana)[0] == (ALIAS, f"embassy-letter, embassy, {made.frame.reference}")


def test_the_yes_of_one_person_does_not_name_a_relative(vault: Vault, names: tuple[str, OpenNames]) -> None:
    whole, key = names
    (held,) = real_names.search(vault, key.key, "Rosalba")
    real_names.save(vault, key.key, held.person.hex(), {"relatives": "Juana Tzul (sister)"}, held.id.hex())
    records.edit(vault, whole, {"summary_open": f"Soldiers took {ALIAS}. Later, her sister Juana Tzul came."})
    made = paper_makers.make(vault, "embassy-letter", [whole], "embassy", names=key)
    assert [(one.words, one.instead) for one in made.leaks.open] == [("Juana Tzul", "…")]


def test_the_command_line_names_people_with_the_names_password(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    words_file = tmp_path / "second"
    words_file.write_text(f"{SECRET}\n")
    way = ("--second-passphrase-file", str(words_file))
    ana.does("second", "set-up", *way)
    consent = {"purpose": ["EMBASSY"], **NAMED}
    person = str(ana.does("add", "actor", given={"alias": ALIAS, "consent_record": [consent]})["id"])
    ana.does("add", *way, "identity_vault", given={"actor": person, "real_name": NAME})
    whole = str(ana.does("add", "case", given={"title": "River", "focal": [person],
                                               "summary_open": f"Soldiers took {ALIAS} away."})["id"])  # fmt: skip
    where = {"date_start": "2026-11-20", "place": {"province": "North"}}
    ana.does("add", "event", given={"case": [whole], **where, "act": {"violation": "LIB1", "victim": person}})
    ana.does("add", "intervention", given={"about": [whole], "kind": ["embassy"], "diplomatic": ["area"]})
    make = ("output", "make", "embassy-letter")
    tail = (whole, "--audience", "embassy", "--replace-all")
    first = ana.does(*make, str(tmp_path / "a.txt"), *tail, *way)
    assert any("agreed to be named: 1" in said for said in first["warnings"])
    assert NAME not in (tmp_path / "a.txt").read_text("utf-8")
    made = ana.does(*make, str(tmp_path / "b.txt"), *tail, *way, "--names", "--why", "Their wish")
    assert NAME in " ".join((tmp_path / "b.txt").read_text("utf-8").split())
    (line,) = [row for row in ana.does("second", "log")["lines"] if row["what"] == "released"]
    assert (line["alias"], line["why"]) == (ALIAS, f"embassy-letter, embassy, {made['reference']}, Their wish")


NUMBER = "+502 5512 3490"
HEAD = {"names": {"en": "Ixtal Defence Centre", "fr": "Centre de défense Ixtal"}, "telephone": NUMBER,
        "mail": "desk@ixtal.example", "signatories": ["Marta Coy"]}  # fmt: skip
APPEALS = ("appeal-letter", "appeal-email", "appeal-message", "appeal-script")


def appeal(vault: Vault, person: str, consent: str, **given: object) -> str:
    return records.add(vault, "appeal", {
        "title": "River", "number": "7Q2K-M4TD", "kind": "new", "what": "Soldiers took her away.", "asks": ["release"],
        "happened": "2026-11-20", "valid_until": "2026-12-12", "area": "North", "victim": [person], "consent": consent,
        "dont": "Do not call her family.", **given,
    })[0].ref  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_an_appeal_has_the_agreed_name_and_our_own_number_without_a_question(
    vault: Vault, tmp_path: Path, language: str
) -> None:
    """5.1: the name at form N, and the number for answers is never left out, with the defaults of the leak check."""
    (tmp_path / "head.json").write_text(json.dumps(HEAD))
    letterheads.store_letterhead(vault, tmp_path / "head.json")
    person, _ = case(vault, purpose=["APPEAL_NAMED"])
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    ref = appeal(vault, person, "named")
    for name in APPEALS:
        made = paper_makers.make(vault, name, [ref], language=language, letterhead=1, answers=REST,
                                 names=OpenNames(key, "urgent"))  # fmt: skip
        said = words(made)
        assert NAME in said and ALIAS not in said and NUMBER in said, (name, said)
        assert not made.leaks.findings, made.leaks.findings
        if language == "ar":
            lines = made.data("txt").decode().splitlines()
            assert any(f"\u2066{NUMBER}" in line for line in lines), (name, "in the order of dialling")
            assert all(line[0] == "\u200f" for line in lines if any(map(str.isalpha, line))), name
        if name in ("appeal-email", "appeal-script"):
            assert "desk@ixtal.example" in said and "Ixtal" in said
    key.clear()


def test_an_appeal_without_the_name_never_has_it(vault: Vault) -> None:
    """The consent of the appeal is stricter than that of the person: a typed name is found and replaced."""
    person, _ = case(vault, purpose=["APPEAL_NAMED", "APPEAL_ANON"])
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    ref = appeal(vault, person, "anon", what=f"Soldiers took {NAME} away.")
    for name in APPEALS:
        made = paper_makers.make(vault, name, [ref], answers=REST, names=OpenNames(key, "urgent"))
        assert not [word for word in (*NAME.split(), ALIAS) if word in words(made)], words(made)
    key.clear()


def test_nobody_is_named_in_an_appeal_without_a_yes_to_that(vault: Vault) -> None:
    """One of two people agreed to the alias only: a typed real name of hers is found and replaced."""
    person, _ = case(vault, purpose=["APPEAL_NAMED"])
    key = key_of(vault, person)
    other, _ = records.add(vault, "actor", {"alias": "Ibis", "consent_record": [
        {"purpose": ["APPEAL_NAMED"], "state": "given", "form": "alias"}]})  # fmt: skip
    real_names.save(vault, key, other.ref, {"real_name": "Mateo Caal Pop"})
    known_names.open_names(vault, key)
    ref = appeal(vault, person, "named", victim=[person, other.ref], what="They took Mateo Caal Pop too.")
    said = words(paper_makers.make(vault, "appeal-letter", [ref], answers=REST, names=OpenNames(key, "urgent")))
    assert NAME in said and "Ibis" in said and "Caal" not in said
    key.clear()
