"""The sample vault: it reaches every kind, is the same each time, sends nothing, and leaves no plain text."""

import json
import random
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app import start
from app.actions.contacts import card_exchange, contact_cards
from app.actions.field import checkin_board, daily_log
from app.actions.kernel import drafts, records, sample_mark
from app.actions.mail import inbox
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.relays import mailbox_registration, network_policy
from app.actions.relays.networks import Network
from app.actions.rounds import exchange, sticks
from app.actions.sample import sample_vault
from app.actions.today import due_tasks
from app.actions.vault import integrity_check
from app.cli.searcher import search
from app.domain.kinds import KINDS
from app.errors import InputRefused, NotDeliveredYet
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, Clock

SENTENCES = ("Old Teacher", "Tres Ceibas", "إفادة", "Rural Guard", "umbrella", "Two men in a grey pickup", "555 0163")
STORY = json.loads((start.resources() / "sample" / "story.json").read_text("utf-8"))


def made(folder: Path, language: str = "en") -> Vault:
    return sample_vault.make(
        folder, PASSPHRASE, WORDS, language=language, clock=Clock(), random=random.Random(16).randbytes
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def sample(folder: Path) -> Iterator[Vault]:
    """One sample for the tests that write nothing."""
    with closing(made(folder / "vault")) as vault:
        yield vault


def test_each_kind_has_a_record(sample: Vault) -> None:
    """All but the acts of States: the countries of the sample are invented, and no true State gets an invented act."""
    shown = [kind.name for kind in KINDS.values() if not kind.sealed]
    assert [name for name in shown if not records.count_matches(sample, Query(name))] == ["treaty_status"]


def test_today_has_what_the_design_says(sample: Vault) -> None:
    needs = due_tasks.needs(sample)
    assert records.count_matches(sample, Query("event")) == 14
    assert [one.title for one in needs.danger] == ["Two men wait outside, Tres Ceibas"]
    assert (needs.came, len(needs.told), needs.missed, needs.unwatched, needs.differing) == (2, 1, 1, False, 1)
    assert any(due.record.title == "Protect the water committee" and due.days == -35 for due in needs.due)
    board = checkin_board.board(sample)
    assert {row.record.title: row.party.alarm is not None for row in board.out} == {
        "Kestrel and Wren": True, "Lantern": False, "Sister Lumen": False,
    }  # fmt: skip
    assert drafts.names(sample) == [], "the person wrote none"


def test_no_legal_step_is_before_its_acts(sample: Vault) -> None:
    made = [paper_makers.make(sample, "proceedings-sheet", [one.ref]) for kind in ("case", "detention")
            for one in records.find(sample, Query(kind))]  # fmt: skip
    assert len(made) > 3 and not [one.warnings for one in made if any("dated before" in said for said in one.warnings)]
    assert any("No new step for 204 days." in one.data("txt").decode() for one in made)


def test_mail_is_true(sample: Vault) -> None:
    """The reports were sealed by other vaults; two addressees of the instant action cannot receive it."""
    came = [(one.sender_name, one.arrived.state, one.missing) for one in inbox.list_reports(sample)]
    assert came == [("Team North", "delivered", 0), ("Lantern", "delivered", 0), ("Team North", "accepted", 0)]
    states = {one.record.title: one.state for one in contact_cards.list_contacts(sample)}
    assert states == {"Kestrel": "new", "Heron": "expired", "Northern Defence Network": "verified",
                      "Lantern": "verified", "Team North": "verified"}  # fmt: skip
    assert sorted(one.state for one in outbox.deliveries(sample.con)).count("accepted") == 1
    (appeal,) = [one for one in outbox.deliveries(sample.con) if one.profile == "appeal"]
    assert contact_cards.title(sample, appeal.contact) == "Northern Defence Network"


def test_its_checks_pass(sample: Vault) -> None:
    health = integrity_check.check(sample)
    assert (health.pages, health.damaged, health.warnings) == (True, (), ())
    assert evidence.check(sample) == (4, [])
    (walk,) = records.find(sample, Query("accompaniment"))
    assert daily_log.check(sample, walk.ref).breaks == ()


def test_nothing_leaves_it(sample: Vault, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="stays here"):
        sticks.write(sample, tmp_path)
    with pytest.raises(InputRefused, match="stays here"):
        card_exchange.save_card(sample, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert exchange.due_in(sample) is None
    with pytest.raises(InputRefused, match="stays here"):
        exchange.sync(sample, network=Network)
    assert network_policy.decide_traffic(sample, Network(), asked=True).why == sample_mark.STAYS
    with pytest.raises(NotDeliveredYet, match="stays on this computer"):
        mailbox_registration.add(sample, sample_vault.RELAY, network=Network)
    with pytest.raises(InputRefused, match="stays here"):
        mailbox_registration.reach(sample, lambda step: step(sample), sample_vault.RELAY)
    assert network_policy.decide_nearby_session(sample, Network()).why


def test_its_folder_has_no_plain_text(sample: Vault, folder: Path) -> None:
    bait = folder / "bait"
    bait.write_bytes("Old Teacher".encode("utf-16-le"))
    assert len(search(SENTENCES, [folder], [])) == 1
    bait.unlink()
    assert search(SENTENCES, [folder], []) == []


ENGLISH = re.compile(r"[A-Za-z]{2,}[,.’:]? [A-Za-z]|^[A-Z][a-z]{2,}$")
KEPT = {"Sindicato de los Muelles"}
"""A name in its own language."""


def texts(value: object) -> Iterator[str]:
    """Yield each string in a step, without the names of its fields."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def test_each_sentence_is_told_in_arabic_and_no_other() -> None:
    words = json.loads((start.resources() / "sample" / "ar.json").read_text("utf-8"))
    there = set(texts(STORY))
    said = {one for one in there if ENGLISH.search(one) and not one.startswith("«")}
    assert len(said) > 200 and sorted(said - KEPT - words.keys()) == []
    assert sorted(words.keys() - there) == []


def rows(vault: Vault) -> list[tuple[object, ...]]:
    """Return each record: its id, values and links. A seal of a code word or log has bytes of the system's chance."""
    found = (one for kind in KINDS.values() if not kind.sealed for one in records.find(vault, Query(kind.name)))
    return [
        (one.id, {name: value for name, value in one.fields.items() if name != "signature"}, one.created, one.title)
        for one in found
    ]


def test_it_is_the_same_each_time_and_stays_a_sample(sample: Vault, tmp_path: Path) -> None:
    with closing(made(tmp_path)) as again:
        assert rows(again) == rows(sample)
    with closing(store.open_(tmp_path, PASSPHRASE, WORDS, clock=Clock())) as vault:
        assert sample_mark.is_sample(vault)
        with pytest.raises(InputRefused):
            sample_mark.refuse_sending(vault)
    sample_vault.destroy(tmp_path)
    assert not store.exists(tmp_path)


def test_a_stop_leaves_no_vault_and_what_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    def stop(done: int, _: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample_vault.make(tmp_path, PASSPHRASE, WORDS, clock=Clock(), told=stop)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["mine.txt"]
