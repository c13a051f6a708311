"""A copy of a film or of sound is made, checked, stored and recorded, or nothing is. Also F12 with a film, a voice."""

import io
from pathlib import Path

import av
import pytest

from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.records import evidence
from app.actions.release import copy_records, evidence_copies, working_copies
from app.actions.release.working_copies import CopyOrder
from app.domain.record import Record
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from crypto.recipe import Step
from tests.actions.pairs import Pair
from tests.actions.test_evidence_copies import ANSWERS
from tests.actions.test_second import dumped
from tests.actions.test_working_copies import data_of, state
from tests.exchange.planted_films import SECONDS, VOICE, MediaFile, planted_file
from tests.exchange.test_film_copies import TRACK, bright, heard, loud, pictures

QUIET: Step = ("sound", 0, SECONDS * 1000, 1, 0, "identity")
TONE: Step = ("sound", 1000, 2000, 2, 20, "identity")
NAMES = ("Marula", "Tres Ceibas", "+14.0722-087.1921", "GPRMC", "x264")


def original(vault: Vault, folder: Path, data: bytes, name: str) -> Record:
    """Return a film or sound as evidence of an incident."""
    event, _ = records.add(vault, "event", {"title": "Raid"})
    (folder / name).write_bytes(data)
    return evidence.add(vault, folder / name, event.ref)[0]


def names_of(vault: Vault) -> set[str]:
    """Return the names of all files of the vault."""
    return {path.name for path in (vault.folder / "blobs").glob("*/*")}


@pytest.mark.parametrize(("form", "name", "kind", "mime", "outside"), [
    ("Mp4", "a.mp4", "video", "video/mp4", "film.mp4"), ("Wav", "a.wav", "audio", "audio/flac", "sound.flac"),
    ("Mp3", "a.bin", "audio", "audio/mp4", "sound.m4a"),
])  # fmt: skip
def test_a_copy_is_evidence_with_its_original_its_recipe_and_its_line(
    vault: Vault, tmp_path: Path, form: str, name: str, kind: str, mime: str, outside: str
) -> None:
    first = original(vault, tmp_path, planted_file(form)[0], name)
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((TONE,), ("network",)))
    assert (copy.fields["kind"], copy.fields["mime"], copy.fields["copy_kind"]) == (kind, mime, "redaction")
    assert (
        copy_records.name_outside(copy, "network") == f"network-{copy.ref[3:]}-{outside}"
        and "file_name" not in copy.fields
    )
    (line,) = evidence.show(vault, copy.ref).custody
    assert (line.action, line.other, line.sha256.hex()) == (Action.REDACTED, first.id, copy.fields["sha256"])
    assert line.reason == f"recipe {str(copy.fields['recipe'])[:16]} identity"
    checked = working_copies.check(vault, copy.ref)
    assert (checked.leaks, checked.words, checked.same) == ((), (), True)
    pieces = [data_of(vault, one)[400:416] for one in (first, copy)]
    files = [path for path in vault.folder.rglob("*") if path.is_file()]
    assert not any(piece in path.read_bytes() for path in files for piece in pieces)
    assert len(names_of(vault)) == 3, "the original, the copy and its recipe"


def test_the_same_copy_again_gets_new_readers_and_leaves_no_file(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path, planted_file("Ogg")[0], "a.ogg")
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((TONE,), ("network",)))
    before = names_of(vault)
    again, _ = working_copies.make(vault, first.ref, CopyOrder((TONE,), ("embassy",)))
    assert again.id == copy.id and again.fields["audience"] == ["network", "embassy"] and names_of(vault) == before


REFUSED: dict[str, tuple[str, CopyOrder, str]] = {
    "a pitch over an identity": ("Mp3", CopyOrder((("sound", 0, 90, 3, 70, "identity"),)), "can undo another pitch"),
    "a mosaic over an identity": ("Mp4", CopyOrder((("track", 3, *TRACK[2:]),)), "can undo a mosaic"),
    "a reason": ("Mp3", CopyOrder((("cut", 0, 90, "beauty"),)), "does not know the reason beauty"),
    "nothing left": ("Mp3", CopyOrder((("cut", 0, 9_000_000, "child"),)), "no picture and no sound"),
    "a damaged film": ("", CopyOrder(()), "is damaged"),
}


def test_a_film_hides_nobody_by_its_sound_alone(vault: Vault, tmp_path: Path) -> None:
    first, (heron, _) = original(vault, tmp_path, planted_file("Mp4")[0], "a.mp4"), records.add(
        vault, "actor", {"alias": "Heron"})  # fmt: skip
    with pytest.raises(InputRefused, match="it hides nobody"):
        working_copies.make(vault, first.ref, CopyOrder((TONE,), ("network",), hides=(heron.ref,)))
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((TRACK,), hides=(heron.ref,), kept="part of the format"))
    assert [one.title for one in copy_records.list_people(vault, copy, "hides")] == ["Heron"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_copy_leaves_nothing_behind(vault: Vault, tmp_path: Path, name: str) -> None:
    form, order, why = REFUSED[name]
    first = original(vault, tmp_path, planted_file(form)[0] if form else planted_file("Mp4")[0][:5000], "a.mp4")
    before, files = state(vault), names_of(vault)
    with pytest.raises(InputRefused, match=why):
        working_copies.make(vault, first.ref, order)
    assert state(vault) == before and names_of(vault) == files


def test_a_stopped_copy_leaves_nothing_behind(vault: Vault, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert 0 <= done < total
        raise Stopped

    first = original(vault, tmp_path, planted_file("Mp4")[0], "a.mp4")
    before, files = state(vault), names_of(vault)
    with pytest.raises(Stopped):
        working_copies.make(vault, first.ref, CopyOrder((TRACK,)), stop)
    assert state(vault) == before and names_of(vault) == files


def test_a_stopped_check_leaves_nothing_behind(vault: Vault, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    first = original(vault, tmp_path, planted_file("Wav")[0], "a.wav")
    before, files, size = state(vault), names_of(vault), len(planted_file("Wav")[0])

    def stop(done: int, total: int) -> None:
        if total != size:  # the copy is read, and not the original
            assert len(names_of(vault)) == len(files) + 1
            raise Stopped

    with pytest.raises(Stopped):
        working_copies.make(vault, first.ref, CopyOrder((TONE,)), stop)
    assert state(vault) == before and names_of(vault) == files


def test_words_of_the_original_in_a_copy_need_a_reason_that_stays(vault: Vault, tmp_path: Path) -> None:
    """Each film has the name of its handler, so a file of this name is found in its copy."""
    first = original(vault, tmp_path, planted_file("Mp4")[0], "VideoHandler.mp4")
    before, files = state(vault), names_of(vault)
    with pytest.raises(InputRefused, match="has words of the original: VideoHandler"):
        working_copies.make(vault, first.ref, CopyOrder((TRACK,)))
    assert state(vault) == before and names_of(vault) == files
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((TRACK,), kept="part of the format"))
    assert evidence.show(vault, copy.ref).custody[0].reason.endswith("kept: part of the format")
    assert working_copies.check(vault, copy.ref).words == ("VideoHandler",)


def test_a_film_and_a_voice_leave_without_a_name_a_place_and_a_face(pair: Pair, tmp_path: Path) -> None:
    """F12: Marula agreed to an appeal without her name. Her film and her voice name her in each of their places."""
    marula, _ = records.add(pair.ana, "actor", {"alias": "Heron"})
    records.add(pair.ana, "consent_record", {
        "actor": marula.ref, "state": "given", "purpose": ["SHARE_NETWORK", "APPEAL_ANON"], "form": "alias",
    })  # fmt: skip
    event, _ = records.add(pair.ana, "event", {"title": "Raid", "act": {"violation": "INT1", "victim": marula.ref}})
    told = {"title": "Marula at home in Tres Ceibas", "com.apple.quicktime.location.ISO6709": NAMES[2]}
    film = MediaFile("mp4", told, movflags="+use_metadata_tags").picture("libx264").sound("aac")
    voice = MediaFile("mp3", {"title": "Marula", "comment": "Tres Ceibas"}).sound("libmp3lame").write()
    made = {}
    for name, data, steps in (
        ("Marula in Tres Ceibas.mp4", film.track("bin_data", b"$GPRMC,Marula,Tres Ceibas").write(), (TRACK, QUIET)),
        ("Marula speaks.mp3", voice, (QUIET,)),
    ):
        assert b"Marula" in data
        (tmp_path / name).write_bytes(data)
        item, _ = evidence.add(pair.ana, tmp_path / name, event.ref)
        records.edit(pair.ana, item.ref, {"title": "Witness"})
        made[name], _ = working_copies.make(pair.ana, item.ref, CopyOrder(steps, ("network",), (), (marula.ref,)))
    report = pair.share(event.ref, profile="network", answers=ANSWERS)
    pair.sync(3)
    inbox.accept(pair.ben, report)
    got = [one for one in records.find(pair.ben, Query("evidence_item")) if evidence.show(pair.ben, one.ref).file]
    assert sorted(str(one.fields["mime"]) for one in got) == ["audio/mp4", "video/mp4"]
    for one in got:
        data = data_of(pair.ben, one)
        assert data in [data_of(pair.ana, copy) for copy in made.values()]
        assert [name for name in NAMES if name.encode() in data or name.encode("utf-16-be") in data] == []
        assert loud(heard(data), VOICE, 0, 2900) < 5
        with av.open(io.BytesIO(data)) as media:
            assert not media.streams.video or max(map(bright, pictures(data))) == 0
    assert not any(name in dumped(pair.ben.con) for name in NAMES[:3])
    path = evidence_copies.export(pair.ana, got and made["Marula in Tres Ceibas.mp4"].ref, tmp_path / "out",
                                  audience="network", answers=ANSWERS, reason="a trial")  # fmt: skip
    assert path.name.endswith("-film.mp4") and not any(name.encode() in path.read_bytes() for name in NAMES)
