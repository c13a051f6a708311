"""A relay for the world as people type it: invites, TLS, somebody in between, a network that wants a log-in first."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from sync.relay.keys import load_certificate
from tests.flow.cast import ROOT, Person, meet, relay
from tests.sync.bad_relay import Said, lying


@pytest.fixture
def ana(tmp_path: Path) -> Person:
    return Person(tmp_path, "ana").creates()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "relay"


@pytest.fixture
def url(data: Path) -> Iterator[str]:
    with relay(data, host="0.0.0.0") as url:
        yield url


def invite(ana: Person, data: Path, *options: str) -> str:
    """The operator's command; it needs no vault."""
    return str(ana.does("relay", "invite", "--data", str(data), *options)["code"])


def test_a_report_travels_over_tls_and_the_operator_sees_numbers(
    tmp_path: Path, ana: Person, data: Path, url: str
) -> None:
    desk = Person(tmp_path, "desk").creates()
    for person in (ana, desk):
        person.does("relay", "add", url, "--invite", invite(person, data))
    meet(ana, desk)
    ana.does("share", ana.adds(title="Over the net"), "--to", "desk")
    ana.does("sync")
    assert ana.states() == ["relayed"]
    status = ana.does("relay", "status", "--data", str(data))
    assert (status["mailboxes"], status["invites"]) == (2, 0) and status["objects"] >= 1
    assert all(type(value) is int for name, value in status.items() if name != "ok")
    assert desk.does("sync")["received"] == 1
    ana.does("sync")
    assert ana.states() == ["delivered"]


def test_a_code_is_read_from_a_file_or_from_what_is_typed_as_well(
    tmp_path: Path, ana: Person, data: Path, url: str
) -> None:
    desk, code = Person(tmp_path, "desk").creates(), tmp_path / "code"
    code.write_text(invite(ana, data).upper() + "\n", "ascii")
    assert desk.does("relay", "add", url, "--invite-file", str(code))["url"] == url
    typed = invite(ana, data)
    words = [sys.executable, "-m", "app", *ana.words("relay", "add", url, "--invite")]
    done = subprocess.run(words, cwd=ROOT, input=typed + "\n", capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.splitlines()[0][:20]) == (0, "Code of the invite: ")
    assert typed not in done.stdout + done.stderr
    nothing = subprocess.run(words, cwd=ROOT, input="", capture_output=True, text=True, timeout=60)
    assert nothing.returncode == 5 and json.loads(nothing.stdout)["error"]["message"].startswith(
        "This is not an invite code"
    )
    assert desk.tries("relay", "add", url, "--invite-file", str(tmp_path / "none"))[0] == 4


def test_without_an_invite_with_a_slip_in_it_or_with_a_used_one_there_is_no_mailbox(
    tmp_path: Path, ana: Person, data: Path, url: str
) -> None:
    desk, code = Person(tmp_path, "desk").creates(), invite(ana, data)
    desk.does("relay", "add", url, "--invite", code)
    slip = code[:-1] + ("a" if code[-1] != "a" else "b")
    said = [
        ana.tries("relay", "add", url, *more)
        for more in ((), ("--invite", slip), ("--invite", code), ("--invite", "x"))
    ]
    assert [code for code, _ in said] == [5, 5, 5, 5]
    words = [document["error"]["message"] for _, document in said]
    assert "you need the invite code of this relay" in words[0] and "not valid here" in words[2]
    assert words[1] == words[3] == "This is not an invite code, or one letter is wrong."
    assert ana.does("relay", "list")["relays"] == []
    desk.does("relay", "add", url)  # once more, after a restored backup perhaps: the mailbox is there


def test_an_invite_typed_off_line_is_kept_and_redeemed_by_the_next_round(ana: Person, data: Path) -> None:
    with relay(data, host="0.0.0.0") as url:
        code = invite(ana, data)
    status, document = ana.tries("relay", "add", url, "--invite", code)
    assert status == 7 and "does not answer" in document["error"]["message"]
    with relay(data, int(url.rpartition(":")[2]), host="0.0.0.0"):
        assert ana.tries("sync")[0] == 0
        assert [row["state"] for row in ana.does("relay", "list")["relays"]] == ["known"]


def test_a_kept_invite_that_turns_out_bad_is_said_once(ana: Person, data: Path) -> None:
    with relay(data, host="0.0.0.0") as url:
        other = Person(ana.base, "other").creates()
        code = invite(ana, data)
        other.does("relay", "add", url, "--invite", code)
    assert ana.tries("relay", "add", url, "--invite", code)[0] == 7
    with relay(data, int(url.rpartition(":")[2]), host="0.0.0.0"):
        status, document = ana.tries("sync")
        assert status == 7 and "not valid here" in document["failures"][0]
        assert ana.tries("sync")[0] == 0


def test_somebody_in_between_is_one_clear_sentence(tmp_path: Path, ana: Person, data: Path, url: str) -> None:
    code = invite(ana, data)
    (tmp_path / "between").mkdir()
    with lying(url, lambda said: said, load_certificate(tmp_path / "between")) as false:
        status, document = ana.tries("relay", "add", false, "--invite", code)
    sentence = "the server has a wrong certificate: another person might read this connection. Amparo sent nothing"
    assert (status, document["error"]["message"]) == (7, f"Amparo could not reach the relay: {sentence}.")
    ana.does("relay", "add", url, "--invite", code)  # the invite was not spent on the way


def test_a_network_that_wants_a_log_in_is_said_and_what_waits_waits(
    tmp_path: Path, ana: Person, data: Path, url: str
) -> None:
    (tmp_path / "portal").mkdir()
    asked = []

    def page(said: Said) -> Said:
        asked.append(said.path.split("?")[0])
        return said.but(status=302, body=b"", headers={"location": "http://192.0.2.1/", "content-length": "0"})

    with lying(url, page, load_certificate(tmp_path / "portal")) as portal:
        assert ana.tries("relay", "add", portal, "--invite", invite(ana, data))[0] == 7
        status, document = ana.tries("sync")
        assert status == 7 and "Amparo sent nothing. If this network has a sign-in page" in document["failures"][0]
        assert asked == ["/v1/relay"] * 2


def test_what_was_kept_aside_is_listed_until_it_was_seen(tmp_path: Path, ana: Person, data: Path) -> None:
    desk = Person(tmp_path, "desk").creates()

    def flip(said: Said) -> Said:
        wrong = "/o/" in said.path and said.body
        return said.but(body=said.body[:-1] + bytes([said.body[-1] ^ 1])) if wrong else said

    with relay(data) as url, lying(url, flip) as false:
        ana.does("relay", "add", url)
        desk.does("relay", "add", false)
        meet(ana, desk)
        ana.does("share", ana.adds(title="At the gate"), "--to", "desk")
        ana.does("sync")
        assert desk.tries("sync")[1]["kept_aside"]
        (row,) = desk.does("relay", "list")["relays"]
        assert row["url"] == false and row["kept_aside"][0]["why"] == "the relay returned other data than requested"
        assert desk.tries("relay", "seen", "http://192.0.2.7:1")[0] == 4
        assert desk.does("relay", "seen", f"{false}/")["kept_aside"] == len(row["kept_aside"])
        desk.tries("sync")
        assert desk.does("relay", "list")["relays"][0]["kept_aside"] == [], "the same once more is not news"


def test_a_relay_is_given_up_after_a_last_round_and_added_again_by_its_old_code(
    tmp_path: Path, ana: Person, data: Path
) -> None:
    desk = Person(tmp_path, "desk").creates()
    with relay(data, host="0.0.0.0") as url:
        code = invite(ana, data)
        ana.does("relay", "add", url, "--invite", code)
        desk.does("relay", "add", url, "--invite", invite(desk, data))
        meet(ana, desk)
        desk.does("share", desk.adds(title="Just in time"), "--to", "ana")
        desk.does("sync")
        (row,) = ana.does("relay", "list")["relays"]
        assert (row["contacts"], row["waiting"]) == (["desk"], 0)
        gone = ana.does("relay", "remove", url)
        assert (gone["fetched"], gone["unconfirmed"], len(gone["warnings"])) == (True, 0, 3)
        assert len(ana.inbox("delivered")) == 1 and ana.does("relay", "list")["relays"] == []
        ana.does("relay", "add", url, "--invite", code)
    status, document = ana.tries("relay", "remove", url)
    assert status == 5 and "could not receive the messages" in document["error"]["message"]
    assert ana.does("relay", "remove", url, "--anyway")["fetched"] is False
    assert ana.tries("relay", "remove", url)[0] == 4


@pytest.mark.parametrize("verb", ["invite", "status"])
def test_an_operator_who_names_the_wrong_folder_is_told(
    tmp_path: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.cli import serve

    arguments = ["--json", "relay", verb, "--data", str(tmp_path / "nothing")]
    assert serve.is_wanted(arguments)
    for run in (serve.main, main):
        assert run(arguments) == 4
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_found"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("days", ["0", "-1", "x", "1.5"])
def test_numbers_are_whole_and_positive(tmp_path: Path, days: str) -> None:
    assert main(["relay", "invite", "--data", str(tmp_path), "--days", days]) == 2


def test_watching_goes_on_until_the_vault_is_locked(tmp_path: Path, ana: Person, data: Path, url: str) -> None:
    desk = Person(tmp_path, "desk").creates()
    for person in (ana, desk):
        person.does("relay", "add", url, "--invite", invite(person, data))
    meet(ana, desk)
    ana.does("share", ana.adds(title="Goes by itself"), "--to", "desk")
    with subprocess.Popen(
        [sys.executable, "-m", "app", *ana.words("sync", "--watch")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as watching:  # fmt: skip
        assert watching.stdout is not None and watching.stderr is not None
        try:
            said = watching.stderr.readline()
            assert main(["--vault", str(ana.vault), "--json", "lock"]) == 0
            document = json.loads(watching.stdout.read())
            assert (watching.wait(10), document["ok"]) == (0, True)
        finally:
            watching.kill()
    assert said == f"{document['sent']} sent, 0 received, 0 acknowledged\n" and document["sent"] > 0
    assert desk.does("sync")["received"] == 1


def test_a_network_is_ruled_out_and_allowed_again(ana: Person) -> None:
    (row,) = ana.does("network", "never", "--name", "02:00:5e:00:00:01")["rules"]
    assert (row["network"], row["rule"]) == ("02:00:5e:00:00:01", "never")
    assert ana.does("network", "--name", "02:00:5e:00:00:01")["rule"] == "never"
    assert ana.does("network", "always", "--name", "02:00:5e:00:00:01")["rules"] == []
    assert ana.does("network")["rule"] == "always"
