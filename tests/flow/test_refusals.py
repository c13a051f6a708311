"""What goes wrong in the field: one clear sentence, the right exit code, and nothing lost."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from sync.frames import VOLUME_HEADER
from tests.flow.cast import ROOT, YEAR, Person, meet, relay
from tests.tls import trust_everyone


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Person, Person]:
    base = tmp_path_factory.mktemp("refusals")
    ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
    meet(ana, desk)
    return ana, desk


def said(*arguments: str) -> tuple[int, dict, str]:
    """Run a command as the program does and return exit code, the one JSON document, and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    (line,) = out.getvalue().splitlines()
    document = json.loads(line)
    assert document["ok"] is (code == 0)
    if code:
        message = document["error"]["message"]
        assert message.endswith(".") and len(message.split()) > 2 and "Traceback" not in err.getvalue(), document
    return code, document, err.getvalue()


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, _ = pair
    wrong = tmp_path / "wrong"
    wrong.write_text("six quiet words of nobody")
    before = (ana.vault / "vault.hdr").read_bytes()
    for text in ("six quiet words of nobody", "", "six quiet words of ana x"):
        wrong.write_text(text)
        code, _, _ = said("--vault", str(ana.vault), "--passphrase-file", str(wrong), "--json", "list", "event")
        assert code == 3
    assert (ana.vault / "vault.hdr").read_bytes() == before
    ana.does("list", "event")


def test_no_passphrase_at_all_is_asked_for_never_guessed(pair: tuple[Person, Person]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--vault", str(pair[0].vault), "--json", "list", "event"],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3 and "--passphrase-file" in json.loads(done.stdout)["error"]["hint"]


@pytest.mark.parametrize("at", [9, 60, -1])
def test_a_forged_card_is_not_added(pair: tuple[Person, Person], tmp_path: Path, at: int) -> None:
    ana, desk = pair
    card = tmp_path / "card"
    desk.does("card", "show", "--file", str(card))
    data = bytearray(card.read_bytes())
    data[at] ^= 1
    card.write_bytes(data)
    contacts = ana.does("contact", "list")
    code, document, _ = said(*ana.words("contact", "add", str(card)))
    assert code == 6 and "damaged or false" in document["error"]["message"]
    assert ana.does("contact", "list") == contacts


def test_someone_elses_stick_gives_nothing_and_is_left_alone(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = pair
    stranger = Person(tmp_path, "stranger").creates()
    ana.gives(tmp_path / "stick", desk, ana.adds(title="For the desk alone"))
    before = {path: path.read_bytes() for path in (tmp_path / "stick").rglob("*") if path.is_file()}
    code, document, _ = said(*stranger.words("bundle", "read", str(tmp_path / "stick")))
    assert (code, document["error"]["code"]) == (6, "not_opened")
    assert {path: path.read_bytes() for path in (tmp_path / "stick").rglob("*") if path.is_file()} == before
    desk.accepts_all()


def test_a_cut_stick_is_said_and_the_next_one_brings_it(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, desk = pair
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(300_000))
    record = ana.adds(title="On a cut stick")
    ana.does("evidence", "add", str(photo), "--to", record)
    ana.does("share", record, "--to", "desk")
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    ana.does("bundle", "write", str(whole))
    shutil.copytree(whole, cut)
    (volume,) = [path for path in cut.rglob("*") if path.is_file() and path.stat().st_size > 100_000]
    with volume.open("r+b") as file:
        file.truncate(VOLUME_HEADER + 150_000)
    code, document, _ = said("--json", "bundle", "check", str(cut))
    assert code == 6 and document["torn"]
    code, document, _ = said(*desk.words("bundle", "read", str(cut)))
    assert code == 0 and document["kept_aside"], "what is not whole is named"
    for report in desk.inbox("incomplete"):
        assert said(*desk.words("accept", report))[0] == 7
    desk.does("bundle", "read", str(whole))
    assert desk.inbox("incomplete") == []
    desk.accepts_all()
    assert desk.does("evidence", "check")["whole"] >= 1
    desk.gives(tmp_path / "back", ana)
    assert ana.states()[0] == "accepted"


def test_a_full_stick_loses_nothing(pair: tuple[Person, Person], disk: Path, tmp_path: Path) -> None:
    ana, desk = pair
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(5_000_000))
    record = ana.adds(title="Too large for this stick")
    ana.does("evidence", "add", str(photo), "--to", record)
    ana.does("share", record, "--to", "desk")
    code, _, _ = said(*ana.words("bundle", "write", str(disk)))
    assert code == 8 and ana.states()[0] in ("queued", "sealed")
    ana.gives(tmp_path / "larger", desk)
    desk.accepts_all()
    desk.gives(tmp_path / "back", ana)
    assert ana.states()[0] == "accepted"


def test_a_read_only_stick_is_said(pair: tuple[Person, Person], disk: Path) -> None:
    ana, _ = pair
    ana.does("share", ana.adds(title="The stick has its switch on"), "--to", "desk")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert said(*ana.words("bundle", "write", str(disk)))[0] == 8
    assert ana.states()[0] in ("queued", "sealed")
    assert said(*ana.words("bundle", "write", str(disk / "no-such-folder")))[0] == 8


def test_a_full_disk_under_the_vault_loses_nothing(disk: Path, tmp_path: Path) -> None:
    ana = Person(disk, "ana").creates()
    record = ana.adds(title="Kept")
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"title": "Not kept", "description": "x" * 200_000}))
    codes = {
        said(*ana.words("add", "event", str(large)))[0],
        said(*ana.words("evidence", "add", str(large), "--to", record))[0],
    }
    assert codes == {8}
    filler.unlink()
    assert ana.does("count", "event")["total"] == 1 and ana.does("vault", "check")["damaged"] == []
    ana.does("add", "event", given={"title": "Kept as well"})
    assert ana.does("count", "event")["total"] == 2


def test_a_relay_that_is_down(tmp_path: Path) -> None:
    ana, desk = Person(tmp_path, "ana").creates(), Person(tmp_path, "desk").creates()
    with relay(tmp_path / "relay") as url:
        for person in (ana, desk):
            person.does("relay", "add", url)
        meet(ana, desk)
    ana.does("share", ana.adds(title="While the relay is down"), "--to", "desk")
    code, document, _ = said(*ana.words("sync"))
    assert code == 7 and document["sent"] == 0 and ana.states() == ["queued"]
    assert said(*ana.words("relay", "add", "http://127.0.0.1:9"))[0] == 7
    assert "not reached yet" in {row["state"] for row in ana.does("relay", "list")["relays"]}
    with relay(tmp_path / "relay", int(url.rpartition(":")[2])):
        assert said(*ana.words("sync"))[0] == 7, "the other relay is still down"
        assert ana.states() == ["relayed"]
        assert desk.does("sync")["received"] == 1


@pytest.mark.parametrize("ahead", [YEAR + 86_400, -YEAR])
def test_a_clock_that_is_wrong_by_a_year_is_a_warning(tmp_path: Path, ahead: float) -> None:
    from app.actions.mail import sharing
    from app.actions.rounds import exchange

    ana, desk = Person(tmp_path, "ana").creates(), Person(tmp_path, "desk").creates()
    with relay(tmp_path / "relay") as url:
        for person in (ana, desk):
            person.does("relay", "add", url)
        meet(ana, desk)
        record = ana.adds(title="With a dead battery")
        with ana.opened(ahead) as vault:
            assert "clock" in "".join(exchange.sync(vault).warnings)
            sharing.share(vault, [record], ["desk"])
            tally = exchange.sync(vault)
            assert tally.failures == [] and tally.sent
            assert ("366 days ahead" if ahead > 0 else "365 days behind") in "".join(tally.warnings)
        assert desk.does("sync")["received"] == 1
        desk.accepts_all()
        desk.does("sync")
        with ana.opened(ahead) as vault:
            exchange.sync(vault)
        assert ana.does("sync")["warnings"] == [], "set right, it is not spoken of again"
        assert ana.states() == ["accepted"]


def test_a_vault_that_is_open_elsewhere(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    with ana.opened():
        done = ana.process("list", "event")
        assert done.returncode == 9 and "open" in json.loads(done.stdout)["error"]["message"]
    assert ana.process("list", "event").returncode == 0


@pytest.mark.parametrize(
    "verb",
    [
        ["dossier", "make"],
        ["no-such-verb"],
        ["add"],
        ["vault"],
        ["vault", "forget"],
        ["list", "event", "--no"],
        ["list", "event", "--lim", "3"],
    ],
)
def test_what_is_no_command(verb: list[str]) -> None:
    assert said("--json", *verb)[0] == 2


def test_what_is_not_there(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, _ = pair
    for verb in (
        ["show", "IN-22222"], ["show", "00" * 16], ["edit", "IN-22222", "/dev/null"], ["add", "no_such_kind"],
        ["add", "event", str(tmp_path / "none.json")], ["accept", "0123456789abcdef"], ["accept", "00" * 16],
        ["share", "IN-22222", "--to", "desk"], ["contact", "add", str(tmp_path / "none.card")],
        ["evidence", "add", str(tmp_path / "none.jpg"), "--to", ana.adds(title="x")],
        ["contact", "verify", "nobody"], ["list", "no_such_kind"],
        ["import", str(tmp_path / "none.csv"), "--kind", "event"],
    ):  # fmt: skip
        code, document, _ = said(*ana.words(*verb))
        assert code == (5 if verb[0] == "edit" and verb[2] == "/dev/null" else 4), (verb, document)
    assert said("--vault", str(tmp_path / "none"), "--json", "vault", "info")[0] == 4
    assert said("--vault", str(tmp_path / "none"), "--passphrase-file", str(ana.passphrase), "--json", "outbox")[0] == 4


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "{'a': 1}", '{"title": 1e999}', "\x00", "[" * 10_000])
def test_what_is_no_json_object_is_refused(pair: tuple[Person, Person], text: str) -> None:
    ana, _ = pair
    before = ana.does("count", "event")["total"]
    assert said(*ana.words("add", "event", given=text or " "))[0] == 5
    assert ana.does("count", "event")["total"] == before


def test_every_refused_field_is_named_and_nothing_is_stored(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    before = (ana.does("count", "event")["total"], ana.does("count", "actor")["total"])
    bad = {"title": 7, "date_start": "yesterday", "danger": "maybe", "nonsense": "x", "violation_class": ["zz"]}
    code, document, _ = said(*ana.words("add", "event", given=bad))
    assert code == 5 and {row["field"] for row in document["refused"]} == set(bad)
    assert all(row["reason"] for row in document["refused"])
    below = {"title": "fine", "act": {"victim": {"alias": "fine too", "birth_year": 1066}}}
    code, document, _ = said(*ana.words("add", "event", given=below))
    assert code == 5 and "birth_year" in document["refused"][0]["field"]
    assert (ana.does("count", "event")["total"], ana.does("count", "actor")["total"]) == before


@pytest.mark.parametrize("words", [["--where", "nonsense=1"], ["--where", "title"], ["--sort", "x; DROP TABLE record"]])
def test_a_question_about_no_field_is_refused(pair: tuple[Person, Person], words: list[str]) -> None:
    ana, _ = pair
    for verb in (["list", "event"], ["search", "water", "--kind", "event"], ["search", "water"]):
        assert said(*ana.words(*verb, *words))[0] == 5, verb


def test_every_refused_row_of_a_table_is_named(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ana, _ = pair
    table = tmp_path / "acts.csv"
    table.write_text("violation_text,event.title\narrest,\nkilling,\nbeating,By the river\nraid,By the well\n")
    mapping = tmp_path / "map.json"
    mapping.write_text('{"kind": "act", "fields": {"violation_text": "violation_text", "event.title": "event.title"}}')
    verb = ["import", str(table), "--map", str(mapping)]
    code, document, _ = said(*ana.words(*verb))
    assert (code, document["added"], [row["row"] for row in document["refused"]]) == (5, 0, [2, 3])
    assert ana.does("count", "act")["total"] == 0
    code, document, _ = said(*ana.words(*verb, "--partial"))
    assert (code, document["added"], [row["row"] for row in document["refused"]]) == (5, 2, [2, 3])
    assert ana.does("count", "act")["total"] == 2
    assert ana.does("search", "raid", "--kind", "act")["total"] == 1 and ana.does("vault", "check")["damaged"] == []


def test_an_id_that_is_none_finds_nothing(pair: tuple[Person, Person]) -> None:
    assert pair[0].does("list", "event", "--where", "id=zz")["total"] == 0


def test_a_sealed_kind_is_refused(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    assert said(*ana.words("add", "identity_vault", given={"real_name": "Somebody"}))[0] == 5
    code, document, _ = said(*ana.words("list", "identity_vault"))
    assert code == 5 and "alias" in document["error"]["hint"]
    assert said(*ana.words("count", "identity_vault"))[0] == 5


def test_an_unverified_contact_is_warned_of_and_gets_no_originals(tmp_path: Path) -> None:
    ana, desk = Person(tmp_path, "ana").creates(), Person(tmp_path, "desk").creates()
    meet(ana, desk, verified=False)
    record = ana.adds(title="To one whose number was not compared")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"not a real picture")
    ana.does("evidence", "add", str(photo), "--to", record)
    code, document, err = said(*ana.words("share", record, "--to", "desk"))
    assert code == 0 and "not verified" in document["warnings"][0] and "Careful" in err
    assert [row["field"] for row in document["held_back"]] == ["file"]
    digits = desk.does("contact", "verify", "ana")["number"]
    wrong = digits[:-1] + ("1" if digits[-1] == "0" else "0")
    assert said(*ana.words("contact", "verify", "desk", "--number", wrong))[0] == 5
    assert ana.does("contact", "list")["records"][0]["state"] == "new"


def test_a_start_from_the_command_line_never_imports_the_window() -> None:
    code = (
        "import sys; from app.cli.main import main; main(['--json', 'kinds']);"
        "sys.exit(any(name.startswith(('PySide6', 'app.gui')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 0


def test_the_relay_never_loads_cryptography(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['amparo', 'relay', 'serve', '--data', 'x', '--listen', '192.0.2.1:1']\n"
        "from app.__main__ import main; assert main() == 8\n"
        "roots = {'cryptography', 'sqlcipher3', 'crypto.envelope'}\n"
        "bad = [name for name in sys.modules if name in roots]\n"
        "print(bad); sys.exit(bool(bad))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    with relay(tmp_path / "relay", host="0.0.0.0") as url:
        import urllib.request

        blind = trust_everyone()
        with urllib.request.urlopen(f"{url}/v1/relay?n={'00' * 8}", context=blind) as answer:
            assert answer.status == 200
        (pid,) = [path for path in Path("/proc").glob("[0-9]*") if _serves(path, tmp_path / "relay")]
        assert "cryptography" not in (pid / "maps").read_text()


def _serves(process: Path, data: Path) -> bool:
    try:
        return str(data).encode() in (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
