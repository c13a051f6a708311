"""Questions about names (C40): possible or nothing found, kept in the vault, answered only after a decision."""

from pathlib import Path

import pytest

from app.actions.casework import vetting
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.papers import register
from app.actions.papers.business.vetting import make_answer
from app.actions.vault import real_names
from app.domain.casework.name_match import MAY_BE
from app.errors import InputRefused
from app.exchange import sheets
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests import pages
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault

REASON = "They hire guards for the dam"
NAMES = "Mahmoud Hassan\nOleg Sidorenko\nHassan\n\nMahmoud  Hassan\n"


def begin(vault: Vault) -> tuple[str, str]:
    """Write an act by a guard against Marula, told by Wren; return the company that asks and the act."""
    event = add(vault, "event", title="Beating at the pump", date_start="2026-03-12")
    victim = add(vault, "actor", alias="Marula Hassan")
    act = add(vault, "act", event=event, violation="INT1", victim=victim)
    guard = add(vault, "actor", alias="محمود حسن")
    add(vault, "involvement", act=act, perpetrator=guard)
    add(vault, "information", about=act, source=add(vault, "actor", alias="Wren Sidorenko"))
    return add(vault, "organisation", name="Orvane Water Company", type="company"), act


def ask(vault: Vault, tmp_path: Path, company: str) -> dict[str, object]:
    path = tmp_path / "names.txt"
    path.write_text(NAMES, "utf-8")
    return verb(vault, "vet", str(path), "--for", company, "--reason", REASON)


def test_a_name_is_possible_with_its_acts_or_nothing_is_found(vault: Vault, tmp_path: Path) -> None:
    company, act = begin(vault)
    told = ask(vault, tmp_path, company)
    answers = {row["name"]: row for row in told["answers"]}  # type: ignore[attr-defined]
    assert {name: row["answer"] for name, row in answers.items()} == {
        "Mahmoud Hassan": "possible", "Oleg Sidorenko": "nothing", "Hassan": "one_word",
    }  # fmt: skip
    assert [one["id"] for one in answers["Mahmoud Hassan"]["acts"]] == [records.record_of(vault, act).id.hex()]
    assert MAY_BE in str(told["note"])
    (kept,) = records.find(vault, Query("vetting"))
    again = vetting.read_answers(vault, kept)
    assert [(one.name, one.answer, len(one.acts)) for one in again] == [
        ("Mahmoud Hassan", "possible", 1), ("Oleg Sidorenko", "nothing", 0), ("Hassan", "one_word", 1),
    ]  # fmt: skip


def test_an_excluded_name_is_no_possible_one_for_the_company_and_keeps_the_compared_records(
    vault: Vault, tmp_path: Path
) -> None:
    company, _ = begin(vault)
    question, paper = str(ask(vault, tmp_path, company)["ref"]), tmp_path / "answer.txt"
    verb(vault, "vetting", "allow", "yes")
    told = verb(vault, "vetting", "exclude", question, "Mahmoud Hassan")
    (row, *_) = told["answers"]  # type: ignore[misc]
    assert row["answer"] == "nothing" and len(row["acts"]) == 1
    verb(vault, "vetting", "answer", question, str(paper))
    assert "Of these possible: 1" in " ".join(paper.read_text("utf-8").split()), "only Hassan, in one word"
    with pytest.raises(InputRefused, match="does not have this name"):
        verb(vault, "vetting", "exclude", question, "Mahmoud")


def test_companies_get_no_answer_until_the_organisation_decided(vault: Vault, tmp_path: Path) -> None:
    company, _ = begin(vault)
    question = str(ask(vault, tmp_path, company)["ref"])
    paper = tmp_path / "answer.txt"
    with pytest.raises(InputRefused, match="has not decided"):
        verb(vault, "vetting", "answer", question, str(paper))
    assert not paper.exists()
    verb(vault, "vetting", "allow", "yes")
    verb(vault, "vetting", "answer", question, str(paper))
    assert "Mahmoud Hassan" in paper.read_text("utf-8")
    assert records.record_of(vault, question).fields["answered_on"]
    assert [row.fields["output"] for row in register.list_papers(vault)] == ["vetting-answer"]
    verb(vault, "vetting", "allow", "no")
    with pytest.raises(InputRefused, match="has not decided"):
        make_answer(vault, records.record_of(vault, question))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_paper_has_no_victim_no_source_no_reason_and_no_guilt(vault: Vault, tmp_path: Path, language: str) -> None:
    company, act = begin(vault)
    question = records.record_of(vault, str(ask(vault, tmp_path, company)["ref"]))
    vetting.allow_answers(vault, True)
    made = make_answer(vault, question, language)
    text = sheets.as_text(made.framed) + sheets.as_html(made.framed)
    hidden = ("Marula", "Wren", "pump", "INT1", REASON, "guilt", "coupable", "culpable", "مذنب", "محمود",
              question.ref, records.record_of(vault, act).ref)  # fmt: skip
    assert not [word for word in hidden if word.casefold() in text.casefold()]
    if language == "en":
        assert "There can be records about each name here" in text, "one sentence for all names alike"
        assert str(MAY_BE) not in text, "beside one name, it reads as a hint"


def test_an_asker_in_our_records_or_below_a_company_in_them_gives_a_warning(vault: Vault, tmp_path: Path) -> None:
    company, _ = begin(vault)
    vetting.allow_answers(vault, True)
    guards = add(vault, "organisation", name="Orvane Site Guards", parent=company)
    question = records.record_of(vault, str(ask(vault, tmp_path, guards)["ref"]))
    assert make_answer(vault, question).warnings == ()
    add(vault, "undertaking", kind="ask", text="Warn the families", by=company)
    assert "Orvane Water Company" in make_answer(vault, question).warnings[0]
    told = verb(vault, "vetting", "answer", question.ref, str(tmp_path / "answer.txt"))
    assert "Orvane Water Company" in str(told["warnings"])
    assert "Orvane Water Company" not in (tmp_path / "answer.txt").read_text("utf-8")


def test_the_question_leaves_in_no_share(vault: Vault, tmp_path: Path) -> None:
    company, _ = begin(vault)
    question = str(ask(vault, tmp_path, company)["ref"])
    assert not sharing.preview(vault, [question], "internal").selection.records
    with pytest.raises(InputRefused, match="only Amparo writes"):
        records.edit(vault, question, {"reason": "Another"})


def test_real_names_count_only_while_they_are_open(vault: Vault) -> None:
    company, _ = begin(vault)
    guard = add(vault, "actor", alias="The tall one")
    act = add(vault, "act", event=add(vault, "event", title="Raid", date_start="2026-04-01"), violation="INT1")
    add(vault, "involvement", act=act, perpetrator=guard)
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "brown lamp river stone")
    real_names.set_up(vault, wrap)
    with key:
        real_names.save(vault, key, guard, {"real_name": "Дмитрий Цветков"})
        assert vetting.check_names(vault, ["Dmitri Tsvetkov"], company, REASON)[1][0].answer == "nothing"
        record, (found,), _ = vetting.check_names(vault, ["Dmitri Tsvetkov"], company, REASON, key)
    assert found.answer == "possible" and record.fields["checked"] == "aliases and real names"


@pytest.mark.parametrize("text", ["", " \n", "\n".join(f"Name {n}" for n in range(2001)), "x" * 201, "ab " * 16])
def test_no_names_or_too_many_are_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="one name in each line"):
        vetting.read_names(text)


def test_a_removed_act_has_no_answer(vault: Vault) -> None:
    company, act = begin(vault)
    records.remove(vault, act)
    assert vetting.check_names(vault, ["Mahmoud Hassan"], company, REASON)[1][0].answer == vetting.NOTHING


def test_a_question_is_destroyed_by_command_without_a_trace_of_its_names(vault: Vault, tmp_path: Path) -> None:
    question = str(ask(vault, tmp_path, begin(vault)[0])["ref"])
    assert pages.found(vault, [b"Sidorenko", REASON.encode()])
    verb(vault, "destroy", question, "--yes")
    assert records.find(vault, Query("vetting")) == []
    assert pages.found(vault, [b"Oleg Sidorenko", REASON.encode()]) == {}
