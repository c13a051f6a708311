"""A copy of an original asks the resolver: only courts and ourselves, with the yes of each person in it."""

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.actions.kernel import records
from app.actions.mail import share_preview, sharing
from app.actions.records import evidence
from app.actions.release import evidence_copies
from app.actions.release.leak_check import LeaksFound
from app.domain.leaks.leak_values import KEEP, OTHER, LeakAnswer, LeakAnswers, LeakClass
from app.domain.record import Record
from app.domain.release.audiences import NAMES
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.flow.cast import Person
from tests.flow.test_without_a_name import face
from tests.unchecked import KeepAll

OPENS = {"court": "COURT", "icc": "ICC_UJ", "internal": "IMAGE"}
"""The purpose whose yes opens an original to an audience."""
ANSWERS = KeepAll()


def photo(vault: Vault, folder: Path, *answers: dict[str, object], **more: object) -> tuple[Record, Record]:
    """Return Heron after these answers, and a photograph with metadata of an incident of hers."""
    folder.mkdir(exist_ok=True)
    heron, _ = records.add(vault, "actor", {"alias": "Heron", **more})
    for given in answers:
        records.add(vault, "consent_record", {"actor": heron.ref, "state": "given", **given})
    event, _ = records.add(vault, "event", {"title": "Raid", "act": {"violation": "INT1", "victim": heron.ref}})
    path = folder / "Heron at home.jpg"
    face(path)
    return heron, evidence.add(vault, path, event.ref)[0]


def copied(vault: Vault, item: Record, folder: Path, audience: str) -> Path:
    return evidence_copies.export(
        vault, item.ref, folder / "out", audience=audience, answers=ANSWERS, reason="for  the hearing"
    )


@pytest.mark.parametrize("audience", NAMES)
def test_silence_and_a_no_write_no_copy_for_any_audience(vault: Vault, tmp_path: Path, audience: str) -> None:
    """Rule 13 and line 5: silence is no; and the sentence says whose yes is missing."""
    everything = [{"purpose": [purpose]} for purpose in ("SHARE_NETWORK", "UN", "EMBASSY", "MEDIA", "STORE")]
    for answers in ([], everything, [*everything, {"purpose": [OPENS.get(audience, "COURT")], "state": "refused"}]):
        _, item = photo(vault, tmp_path, *answers)
        with pytest.raises(InputRefused, match=r"Heron|no working copy for"):
            copied(vault, item, tmp_path, audience)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("audience", sorted({*NAMES} - {*OPENS}))
def test_an_original_about_nobody_is_for_courts_and_ourselves_only(vault: Vault, tmp_path: Path, audience: str) -> None:
    """1.3, the row of originals: no other audience has a cell for them."""
    event, _ = records.add(vault, "event", {"title": "Fire"})
    (tmp_path / "a.txt").write_text("words", "utf-8")
    item, _ = evidence.add(vault, tmp_path / "a.txt", event.ref)
    with pytest.raises(InputRefused, match="no working copy for"):
        copied(vault, item, tmp_path, audience)
    assert copied(vault, item, tmp_path, "internal").exists() and copied(vault, item, tmp_path, "court").exists()


@pytest.mark.parametrize("audience", OPENS)
def test_the_own_yes_of_a_court_is_enough_and_images_for_ourselves(vault: Vault, tmp_path: Path, audience: str) -> None:
    """The head of papers.md: IMAGE for a copy and for an original, except courts with a yes of their own."""
    _, item = photo(vault, tmp_path, {"purpose": [OPENS[audience]]})
    assert copied(vault, item, tmp_path, audience).read_bytes() == (tmp_path / "Heron at home.jpg").read_bytes()
    last = evidence.show(vault, item.ref).custody[-1]
    said = "for the hearing" if audience == "internal" else f"{audience}: for the hearing"
    assert (last.action.name, last.reason) == ("EXPORTED", said)
    for other in OPENS.keys() - {audience}:
        with pytest.raises(InputRefused, match="Consent is missing: Heron"):
            copied(vault, item, tmp_path, other)


def test_a_document_for_ourselves_needs_no_yes_to_images_but_none_against_storage(vault: Vault, tmp_path: Path) -> None:
    """1.2: silence keeps our own use open; a no to STORE closes it."""
    heron, _ = photo(vault, tmp_path)
    (tmp_path / "list.txt").write_text("a list", "utf-8")
    item, _ = evidence.add(vault, tmp_path / "list.txt", heron.ref)
    assert copied(vault, item, tmp_path, "internal").read_text("utf-8") == "a list"
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["STORE"], "state": "withdrawn"})
    with pytest.raises(InputRefused, match="Heron: Internal, no"):
        copied(vault, item, tmp_path, "internal")


def test_a_child_a_wish_and_a_mark_close_an_original(vault: Vault, tmp_path: Path) -> None:
    """Rules 2, 3 and 8: also with the yes to the court."""
    for more, answer, said in (
        ({"age_group": "12-17"}, {}, "under 18"), ({}, {"excepts": ["image"]}, "left out at the wish"),
    ):  # fmt: skip
        _, item = photo(vault, tmp_path, {"purpose": ["COURT"], **answer}, **more)
        with pytest.raises(InputRefused, match=said):
            copied(vault, item, tmp_path, "court")
    _, item = photo(vault, tmp_path, {"purpose": ["COURT"]})
    records.edit(vault, item.ref, {"sensitivity": "V"})
    with pytest.raises(InputRefused, match="too sensitive"):
        copied(vault, item, tmp_path, "court")


def test_the_name_and_the_hidden_data_of_a_file_are_questions(vault: Vault, tmp_path: Path) -> None:
    """3.1 and 3.2, annexes: nothing is written before both have an answer; an original has no other words."""
    _, item = photo(vault, tmp_path, {"purpose": ["COURT"], "form": "role"})
    with pytest.raises(LeaksFound) as refused:
        evidence_copies.allow(vault, item.ref, "court")
    found = {one.kind: one for one in refused.value.report.open}
    assert found.keys() == {LeakClass.FILE, LeakClass.ALIAS} and found[LeakClass.ALIAS].words == "Heron"
    assert "position" in found[LeakClass.FILE].words and "author Marula" in found[LeakClass.FILE].words
    with pytest.raises(LeaksFound) as again:
        evidence_copies.allow(vault, item.ref, "court", answers=LeakAnswers(replace_rest=True))
    (left,) = again.value.report.open
    assert left.kind is LeakClass.FILE
    reason = LeakAnswers({left.id: LeakAnswer(KEEP, "", f"{OTHER} the court asked for it")}, replace_rest=True)
    path = evidence_copies.export(
        vault, item.ref, tmp_path / "out", audience="court", answers=reason, reason="asked for it"
    )
    assert "Heron" not in path.name and path.exists()


def test_hidden_data_of_a_sealed_original_is_a_question_too(pair: Pair, tmp_path: Path) -> None:
    """3.1: the annexes of a sealed report to a court, with a name and without one."""
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["COURT"]})
    to = [pair.ben_here.ref]
    for nobodys in (False, True):
        (view,) = share_preview.readings(pair.ana, [heron.ref, item.ref], to, "court", nobodys=nobodys, originals=True)
        assert [one.kind for one in view.made.leaks.open if not one.spans] == [LeakClass.FILE]
    with pytest.raises(LeaksFound):
        sharing.share(pair.ana, [item.ref], to, "court")
    plain = tmp_path / "plain" / "Heron at home.jpg"
    plain.parent.mkdir()
    Image.new("RGB", (8, 8)).save(plain)
    other, _ = evidence.add(pair.ana, plain, heron.ref)
    for handles in ([item.ref, other.ref], [other.ref, item.ref]):
        (both,) = share_preview.readings(pair.ana, handles, to, "court")
        assert [one.kind for one in both.made.leaks.open if not one.spans] == [LeakClass.FILE], "one name, two files"
    (own,) = share_preview.readings(pair.ana, [item.ref], to, "internal")
    assert own.made.leaks.open == () and own.made.files


def test_a_copy_by_command_asks_too(tmp_path: Path) -> None:
    """2.2: the verb has the audience, and takes the answers of a file."""
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        _, item = photo(vault, tmp_path / "in", {"purpose": ["COURT"]})
    out = ("evidence", "export", item.ref, str(tmp_path / "out"), "--reason", "for the hearing")
    assert ana.tries(*out)[1]["error"]["message"] == "Consent is missing: Heron: Images, not asked."
    code, left = ana.tries(*out, "--audience", "court", "--replace-all")
    assert code == 5 and [row["class"] for row in left["refused"]] == ["file"]
    given = {row["finding"]: {"does": "keep", "reason": "other: the court asked for it"} for row in left["refused"]}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"audience": "court", "paper": f"evidence {item.ref}", "answers": given}))
    assert ana.does(*out, "--audience", "court", "--resolve", str(file))["file"]


@pytest.mark.parametrize("reason", ["", " . ", "x" * 501])
def test_nothing_leaves_without_a_reason(vault: Vault, tmp_path: Path, reason: str) -> None:
    """Issue 18: the reason is a line of custody, so it is there before the first byte."""
    event, _ = records.add(vault, "event", {"title": "Fire"})
    (tmp_path / "a.txt").write_text("words", "utf-8")
    item, _ = evidence.add(vault, tmp_path / "a.txt", event.ref)
    with pytest.raises(InputRefused, match="Write the reason"):
        evidence_copies.export(vault, item.ref, tmp_path / "out", reason=reason)
    with pytest.raises(InputRefused, match="Write the reason"):
        evidence_copies.copy_out(vault, evidence_copies.allow(vault, item.ref, reason=reason), tmp_path / "out")
    assert not (tmp_path / "out").exists() and len(evidence.show(vault, item.ref).custody) == 1


def test_sha256sum_checks_all_that_was_exported(vault: Vault, tmp_path: Path) -> None:
    """The list beside the files passes in another program, also after one of them is gone or its name is odd."""
    event, _ = records.add(vault, "event", {"title": "Fire"})
    out = tmp_path / "out"
    out.mkdir()
    (out / "SHA256SUMS").mkdir()  # not ours: it stays
    for name in ("a.txt", "-b  c\\.txt", "SHA256SUMS", "\u0627\u062b\u0631.txt"):
        (tmp_path / name).write_text(f"words of {name}", "utf-8")
        item, _ = evidence.add(vault, tmp_path / name, event.ref)
        evidence_copies.export(vault, item.ref, out, reason="for the hearing")
    evidence_copies.export(vault, item.ref, out, reason="once more")
    check = ["sha256sum", "--strict", "--warn", "-c", "SHA256SUMS-2"]
    told = subprocess.run(check, cwd=out, capture_output=True, check=True)
    assert told.stdout.count(b": OK") == 5 == len(list(out.iterdir())) - 2
    (out / "a.txt").unlink()
    evidence_copies.export(vault, item.ref, out, reason="a third time")
    told = subprocess.run(check, cwd=out, capture_output=True, check=True)
    assert told.stdout.count(b": OK") == 5 and b"a.txt" not in (out / "SHA256SUMS-2").read_bytes()
    (out / "_SHA256SUMS").write_text("changed")
    assert subprocess.run(check, cwd=out, capture_output=True, check=False).returncode == 1
