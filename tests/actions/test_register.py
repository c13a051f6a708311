"""Each paper that leaves has a row in the register, and a withdrawal is one act (papers.md 2 and 10, lines 9, 15)."""

from pathlib import Path
from typing import Any

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.papers import paper_makers, register
from app.actions.withdrawals import consent_withdrawals, withdrawal_notices
from app.actions.withdrawals.holders import list_holders
from app.domain.kinds import KINDS
from app.domain.leaks.leak_values import KEEP, NOT_A_NAME, LeakAnswer, LeakAnswers
from app.domain.record import Record
from app.errors import AppError, InputRefused, NotFound, StorageFailed
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.flow.cast import Person

REPLACED = LeakAnswers(replace_rest=True)
WORDS = "Heron was taken from the market, call +502 5512 3490."


def case(vault: Vault, **answer: object) -> tuple[Record, Record]:
    """Return a person with a yes to the UN, and a case about the person."""
    heron, _ = records.add(vault, "actor", {"alias": "Heron", "role_words": "a woman who defends land"})
    given = {"purpose": ["UN"], "state": "given", **answer}
    records.add(vault, "consent_record", {"actor": heron.ref, **given})
    return heron, records.add(vault, "case", {"title": "River", "focal": [heron.ref], "summary_open": WORDS})[0]


def saved(vault: Vault, path: Path, of: Record, audience: str = "un", name: str = "briefing-note") -> Record:
    """Make a paper, write it to a file and return its row."""
    made = paper_makers.make(vault, name, [of.ref], audience, answers=REPLACED)
    return register.save(vault, register.paint(path, made))[0][0]


def test_each_saved_paper_has_a_row_with_hashes_and_codes_and_no_word_of_it(vault: Vault, tmp_path: Path) -> None:
    heron, whole = case(vault)
    row = saved(vault, tmp_path / "note.txt", whole)
    said = row.fields
    assert (said["output"], said["audience"], said["form"], said["state"]) == ("briefing-note", "un", "txt", "made")
    assert said["consents"] == [[heron.id.hex(), "UN A"]]
    assert said["leaks"] == [["telephone or address", "replace; ; 1"]]
    assert str(said["reference"]) in (tmp_path / "note.txt").read_text("utf-8")
    links = {other.id for role, other in records.show(vault, row.ref).links if role == "about"}
    assert links == {heron.id, whole.id}
    assert not any(word in str(dict(said)) for word in ("market", "5512", "Heron", "River"))
    assert [one.id for one in register.list_papers(vault, heron.id)] == [row.id]


def test_a_common_word_of_an_alias_is_nobody_in_a_paper_and_a_rare_one_is(vault: Vault, tmp_path: Path) -> None:
    heron, whole = case(vault)
    others = {}
    for alias in ("Sister Lumen", "Family of the mill", "Ashgrove Quispe"):
        others[alias] = records.add(vault, "actor", {"alias": alias})[0]
        records.add(vault, "consent_record", {"actor": others[alias].ref, "purpose": ["UN"], "state": "given"})
    told = "Her sister told the Family of Heron. The Sister of Quispe saw it."
    records.edit(vault, whole.ref, {"summary_open": told})
    asked = paper_makers.make(vault, "briefing-note", [whole.ref], "un").leaks.open
    kept = LeakAnswers({one.id: LeakAnswer(KEEP, "", NOT_A_NAME) for one in asked})
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un", answers=kept)
    row = register.save(vault, register.paint(tmp_path / "note.txt", made))[0][0]
    assert told in " ".join((tmp_path / "note.txt").read_text("utf-8").split())
    about = {link.id for role, link in records.show(vault, row.ref).links if role == "about"}
    assert about == {heron.id, whole.id, others["Ashgrove Quispe"].id}


def test_a_file_and_its_row_are_written_together_or_not_at_all(vault: Vault, tmp_path: Path) -> None:
    _, whole = case(vault)
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un", answers=REPLACED)
    copies = paper_makers.number_copies(tmp_path / "note.txt", made, 3)
    (tmp_path / "note-3.txt").write_text("mine", "utf-8")
    painted = [register.paint(file, copy) for file, copy in copies]
    with pytest.raises(InputRefused, match="already"):
        register.save(vault, *painted)
    folder = tmp_path / "gone"
    with pytest.raises(AppError):
        register.save(vault, painted[0], register.paint(folder / "note.txt", made))
    assert register.list_papers(vault) == []
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".txt"] == ["note-3.txt"]


@pytest.mark.parametrize("at", [0, 1])
def test_a_file_of_somebody_else_that_appears_meanwhile_stays(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The name is free at the first look, and taken when ours gets it; no copy of ours is left."""
    _, whole = case(vault)
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un", answers=REPLACED)
    painted = [register.paint(file, copy) for file, copy in paper_makers.number_copies(tmp_path / "n.txt", made, 2)]
    other, write = painted[at].path, records.register

    def appear(*given: Any) -> bytes:
        other.write_bytes(b"theirs")
        return write(*given)

    monkeypatch.setattr(records, "register", appear)
    with pytest.raises(InputRefused, match="already"):
        register.save(vault, *painted)
    assert other.read_bytes() == b"theirs" and list(tmp_path.glob("*.*")) == [other]


def test_a_full_disk_leaves_neither_file_nor_row(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stick is full before the row is stored, or the vault is."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    _, whole = case(vault)
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un", answers=REPLACED)
    painted = register.paint(tmp_path / "note.txt", made)
    for where in ("register.bytes", "register.records.register"):
        with monkeypatch.context() as patch, pytest.raises(StorageFailed):
            patch.setattr(f"app.actions.papers.{where}", full, raising=False)
            register.save(vault, painted)
        assert register.list_papers(vault) == [] and list(tmp_path.glob("*.*")) == []


def test_paper_check_knows_its_file_and_one_flipped_bit(vault: Vault, tmp_path: Path) -> None:
    """Line 15: byte for byte ours, changed, unknown, for a format that is packed and one that is text."""
    _, whole = case(vault)
    for form in ("docx", "txt"):
        row = saved(vault, tmp_path / f"note.{form}", whole)
        data = (tmp_path / f"note.{form}").read_bytes()
        assert register.check_file(vault, data) == register.PaperCheck("ours", (row,))
        for at in (0, len(data) // 2, len(data) - 1):
            flipped = bytearray(data)
            flipped[at] ^= 1
            assert register.check_file(vault, bytes(flipped)) == register.PaperCheck("changed", (row,)), (form, at)
        for other in (data + b"\n", data[:-1], data + data[:100]):
            assert register.check_file(vault, other) == register.PaperCheck("changed", (row,)), (form, len(other))
    assert register.check_file(vault, b"another file").says == "unknown"
    assert register.check_file(vault, b"").says == "unknown"


def test_a_check_line_read_over_the_telephone_finds_its_copy(vault: Vault, tmp_path: Path) -> None:
    """Line 15: in any case, with or without spaces, O for 0 and I or L for 1."""
    _, whole = case(vault)
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un", answers=REPLACED)
    copies = paper_makers.number_copies(tmp_path / "note.txt", made, 2)
    rows, _ = register.save(vault, *(register.paint(file, copy) for file, copy in copies))
    first, second = (str(row.fields["check"]) for row in rows)
    found = records.find(vault, Query("paper", text=second.lower()))
    assert [row.id for row in found] == [rows[1].id], "the search of the window finds it too"
    assert first != second and f"Check line: {second}" in (tmp_path / "note-2.txt").read_text("utf-8")
    heard = second.lower().replace(" ", "").replace("0", "o").replace("1", "l")
    assert register.check_text(vault, heard).papers == (rows[1],)
    reference = str(rows[0].fields["reference"])
    assert {row.id for row in register.check_text(vault, reference.replace("-", " ")).papers} == {
        row.id for row in rows
    }
    with pytest.raises(InputRefused, match="2 copies"):
        register.paper_of(vault, reference)
    assert register.paper_of(vault, reference, 2).id == rows[1].id
    assert register.check_text(vault, "7Q2K M4TD").says == "unknown"
    with pytest.raises(NotFound):
        register.paper_of(vault, " ")


def test_only_recipient_state_and_way_change_and_only_through_the_register(vault: Vault, tmp_path: Path) -> None:
    _, whole = case(vault)
    row = saved(vault, tmp_path / "note.txt", whole)
    tries = (
        lambda: records.edit(vault, row.ref, {"sha256": "0" * 64}), lambda: records.remove(vault, row.ref),
        lambda: records.edit(vault, row.ref, {"state": "destroyed"}),
        lambda: records.link(vault, row.ref, "about", whole.ref),
        lambda: records.add(vault, "paper", {"reference": "A", "output": "x", "audience": "un", "made_on": "2026"}),
        lambda: records.edit(vault, row.ref, {"state": "told", "audience": "public"}, by_program=True),
    )  # fmt: skip
    for act in tries:
        with pytest.raises(InputRefused, match="only Amparo writes"):
            act()
    given, _ = register.give(vault, row, to_text="Embassy of X", way="post", on="2026-11-02")
    assert (given.fields["state"], given.fields["given_on"], given.fields["way"]) == ("given_out", "2026-11-02", "post")
    with pytest.raises(InputRefused, match="Withdraw the paper first"):
        register.answer(vault, given, "destroyed")
    gone, _ = register.withdraw(vault, given)
    told, _ = register.answer(vault, gone, "too_late", "2026-11-10", "transmitted 2026-11-10")
    unchanged = {"reference", "output", "audience", "made_on", "sha256", "check", "consents", "leaks"}
    assert {name: told.fields[name] for name in unchanged} == {name: row.fields[name] for name in unchanged}
    assert register.recipient(vault, told) == "Embassy of X" and told.fields["answer"] == "transmitted 2026-11-10"


def test_no_row_of_the_register_leaves_the_vault(pair: Pair, tmp_path: Path) -> None:
    heron, whole = case(pair.ana)
    row = saved(pair.ana, tmp_path / "note.txt", whole)
    with pytest.raises(InputRefused, match="cannot see any"):
        pair.share(row.ref)
    for profile in ("internal", "network"):
        view = sharing.preview(pair.ana, [whole.ref, heron.ref, row.ref], profile)
        assert not any(record.kind == "paper" for record in view.selection.records), profile
    with pytest.raises(InputRefused, match="stays in this vault"):
        tables_out.gather(pair.ana, Query("paper"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_for_others_has_a_row_and_a_withdrawal_finds_it(vault: Vault, tmp_path: Path, form: str) -> None:
    """A table is a paper too: hashes, readers and consents are in its row, and no word of it."""
    heron, _ = case(vault)
    file = tmp_path / f"cases.{form}"
    assert tables_out.export_table(vault, file, form, "case", audience="un", answers=REPLACED) == 1
    (row,) = register.list_papers(vault, heron.id)
    assert (row.fields["output"], row.fields["audience"], row.fields["form"]) == ("table", "un", form)
    assert row.fields["consents"] == [[heron.id.hex(), "UN A"]]
    assert row.fields["leaks"] == [["telephone or address", "replace; ; 1"]]
    assert not any(word in str(dict(row.fields)) for word in ("market", "5512", "Heron", "River"))
    assert register.check_file(vault, file.read_bytes()) == register.PaperCheck("ours", (row,))
    register.give(vault, row, to_text="Embassy of X")
    consent_withdrawals.withdraw(vault, heron.ref)
    assert [one.name for one in list_holders(vault, heron.ref)] == ["Embassy of X"]
    with pytest.raises(InputRefused, match="already"):
        tables_out.export_table(vault, file, form, "organisation", audience="un", answers=REPLACED)
    assert len(register.list_papers(vault)) == 1
    assert tables_out.export_table(vault, tmp_path / f"own.{form}", form, "case") == 1
    assert len(register.list_papers(vault)) == 1, "a table for ourselves stays here"


def test_a_notice_holds_reference_and_copy_and_neither_person_nor_word(vault: Vault, tmp_path: Path) -> None:
    _, whole = case(vault)
    row = saved(vault, tmp_path / "note.txt", whole)
    with pytest.raises(InputRefused, match="Withdraw the paper first"):
        withdrawal_notices.make_notice(vault, row)
    body, _ = records.add(vault, "organisation", {"name": "Embassy of Mirovia", "salutation": "Excellency"})
    register.give(vault, row, to=body.ref, on="2027-01-10")
    row, _ = register.withdraw(vault, records.record_of(vault, row.ref))
    english = withdrawal_notices.make_notice(vault, row).data("txt").decode()
    for said in ("Embassy of Mirovia", "Excellency,", "Answer by: 29 January 2027", "Copy: 1 of 1", "10 January 2027"):
        assert said in english, english
    assert f"Reference of the withdrawn paper: {row.fields['reference']}" in english and english.count("consent") == 1
    assert "Kind of paper: Briefing note" in english and "Destroy the paper named above" in english
    assert "Copy 1" not in english and "2027-01-10" not in english
    for language, said in (("en", "transmit"), ("fr", "transmettre"), ("es", "transmita"), ("ar", "تنقلوها")):
        made = withdrawal_notices.make_notice(vault, row, language)
        text = made.data("txt").decode()
        assert str(row.fields["reference"]) in text and said in text, language
        assert ("Excellency:" in text) is (language == "es"), "Spanish has a colon after a greeting"
        assert not any(word in text for word in ("Heron", "River", "market", "briefing", "land"))
    (notice,), _ = register.save(vault, register.paint(tmp_path / "notice.pdf", made), follows="7Q2K-M4TD")
    assert notice.fields["follows"] == "7Q2K-M4TD" and notice.fields["output"] == "withdrawal-notice"
    with pytest.raises(InputRefused, match="no translation"):
        withdrawal_notices.make_notice(vault, row, "de")


def test_the_register_can_name_every_kind_of_which_a_paper_is_made() -> None:
    role = KINDS["paper"].role("about")
    assert role is not None
    assert {kind for output in paper_makers.list_outputs() for kind in output.about} <= {*role.to}


def test_the_command_line_lists_checks_gives_withdraws_and_answers(tmp_path: Path) -> None:
    """Each verb of `paper` and `consent`, on one vault."""
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        heron, whole = case(vault)
    file, notice = tmp_path / "note.txt", tmp_path / "notice.txt"
    ana.does("output", "make", "briefing-note", str(file), whole.ref, "--audience", "un", "--replace-all")
    (row,) = ana.does("paper", "list", "--about", heron.ref)["papers"]
    ref = row["fields"]["reference"]
    assert ana.does("paper", "check", str(file))["check"] == "ours"
    assert ana.does("paper", "check", row["fields"]["check"].lower())["papers"][0]["ref"] == row["ref"]
    assert ana.does("paper", "check", "AAAA-AAAA") == {
        "ok": True, "check": "unknown", "says": "Amparo does not know it.", "papers": [],
    }  # fmt: skip
    ana.does("paper", "given", ref, "--to-text", "Body", "--way", "post", "--on", "2026-11-02")
    assert [one["name"] for one in ana.does("consent", "holders", heron.ref)["holders"]] == ["Body"]
    seen = ana.does("consent", "withdraw", heron.ref, "--look")
    assert (seen["withdrawn"], seen["holders"][0]["state"]) == (False, "withdrawn")
    assert ana.does("paper", "show", ref)["fields"]["state"] == "given_out", "a look changes nothing"
    assert ana.does("consent", "withdraw", heron.ref, "--purpose", "UN")["purposes"] == ["UN"]
    ana.does("paper", "withdraw", ref, "--notice", str(notice), "--language", "fr")
    assert ref in notice.read_text("utf-8") and "Heron" not in notice.read_text("utf-8")
    ana.does("paper", "answer", ref, "--result", "kept", "--text", "no")
    (held,) = ana.does("consent", "holders", heron.ref)["holders"]
    assert (held["state"], held["said"]) == ("kept", "no")
    assert ana.tries("output", "make", "briefing-note", str(tmp_path / "b.txt"), whole.ref, "--audience", "un")[0] == 5
