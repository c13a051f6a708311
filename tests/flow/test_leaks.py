"""Nothing leaves that its reader may not see, by whatever way; `x.py kill leaks` does the same 10,000 times."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

from app.actions.papers import paper_makers
from app.domain.fields import Level, Value
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import PROFILES
from crypto.custody import Action, ClockState, CustodyEntry
from tests.flow import leak_copies, leaks
from tests.flow.aided import reader_of
from tests.flow.canaries import CUSTODY, LETTERHEAD, NOBODY, PLAIN, Canary, Written, draw
from tests.vaults import Clock, vault_at

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # the offscreen plugin has no tray
SETS = 6


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[leaks.Found]:
    with pytest.MonkeyPatch.context() as patch:  # every file of a home is read: not of the one of who runs this
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield leaks.run(SETS, 51, leaks.desktop())


def test_of_random_records_nothing_leaves_that_its_reader_may_not_see(found: leaks.Found) -> None:
    assert not found.leaks, str(found)


def test_there_was_much_to_find_on_every_way(found: leaks.Found) -> None:
    assert found.sets == SETS and len(found.fields) > 200
    least_allowed = (("share", 20), ("stick as Ben reads it", 8), ("csv", 20), ("xlsx", 20), ("copy", 0),
                     ("custody-sheet", 1), ("gender-table", 1))  # fmt: skip
    for way, least in least_allowed:
        assert found.allowed[way] > least, (way, str(found))
    papers = {output.name for output in paper_makers.list_outputs()}
    assert sum(found.allowed[name] for name in papers) > 100 and len(papers & found.documents.keys()) > 10, str(found)
    least = {"notification": 18, "clipboard": 1, "log": 1, "terminal": 1, "file": 10, "name on the stick": 1,
             "stick as it lies": 1, "relay as it lies": 1, "gender-table": 1, "print": 1,
             "bytes of a copy": 1}  # fmt: skip
    assert {way: found.documents[way] for way, n in least.items() if found.documents[way] < n} == {}, str(found)
    assert not [way for way in least if way not in ("print", "gender-table") and found.allowed[way]], str(found)


def test_a_copy_is_seen_by_the_audience_that_it_names_with_each_yes() -> None:
    written, found = Written(Random(1)), leaks.Found()
    written.copies[b"7"] = {"network", "donor"}, {b"1"}, "f" * 64
    seen = [Record(b"7", "evidence_item", "EV-7", {})]
    answers: list[dict[str, Value]] = [{"purpose": ["SHARE_NETWORK"], "state": "given"}]
    written.consents[b"1"] = answers  # type: ignore[assignment]
    for name in ("network", "donor", "embassy"):
        leak_copies.see(written, PROFILES[name], "copy", seen, found)
    assert sum(found.leaks.values()) == 3
    answers.append({"purpose": ["IMAGE"], "state": "given"})
    leak_copies.see(written, PROFILES["network"], "copy", seen, found)
    leak_copies.see(written, PROFILES["network"], "copy", [Record(b"8", "evidence_item", "EV-8", {})], found)
    assert (sum(found.leaks.values()), found.allowed["copy"]) == (4, 1)


def test_a_line_of_custody_has_no_words_and_no_hour_for_others() -> None:
    written, found, day = Written(Random(1)), leaks.Found(), 86_400 * 20_000
    reason = written.word(Canary(b"7", CUSTODY, "reason", Level.V))
    line = CustodyEntry(
        1, b"7" * 16, day, ClockState.WITNESSED, Action.SHARED, bytes(32), bytes(32), b"8" * 16
    )  # fmt: skip
    later, said = evolve(line, at=day + 60), evolve(line, reason=f"for {reason}")
    for one, known in ((line, [b"8" * 16]), (later, [b"8" * 16]), (line, []), (said, [b"8" * 16])):
        leak_copies.read_custody("line", [one.encode()], known, written, PROFILES["network"], found)
    assert sorted(found.leaks.elements()) == [("line", "network", CUSTODY, "line")] * 3 + [
        ("line", "network", CUSTODY, "reason")
    ]  # fmt: skip
    for name, allowed in (("internal", True), ("court", True), ("network", False)):
        told = Canary(b"7", CUSTODY, "reason", Level.V)
        assert written.custodian(PROFILES[name]).may(told) is allowed
        assert written.may(told, PROFILES[name]) is (name == "internal")
    head = Canary(b"", LETTERHEAD, "letterhead", Level.P)
    assert NOBODY.of_issuer().may(head) and not written.reader(PROFILES["internal"]).may(head)


def canary(level: Level, kind: str = "mission", record: bytes = b"1") -> Canary:
    return Canary(record, kind, "field", level)


def test_what_reads_for_leaks_would_find_one() -> None:
    written, found = Written(Random(1)), leaks.Found()
    secret, district = written.word(canary(Level.V)), written.word(canary(Level.C))
    day = written.day(canary(Level.R))
    found.read("paper", f"<b>{district}</b>,{day}", written, written.reader(PROFILES["internal"]))
    assert (sum(found.leaks.values()), found.allowed["paper"]) == (0, 2)
    found.read("paper", f"{day}T08:30 {district}", written, written.reader(PROFILES["network"]))
    found.read("paper", f"…{secret}…", written, written.reader(PROFILES["court"]))
    found.read("log", district, written, NOBODY)
    assert sorted(found.leaks.elements()) == [
        ("log", "anybody", "mission", "field"), ("paper", "court", "mission", "field"),
        ("paper", "network", "mission", "field"),
    ]  # fmt: skip


def test_a_person_is_read_by_consent_and_what_is_marked_or_withdrawn_by_nobody_beyond_it() -> None:
    written = Written(Random(1))
    alias = canary(Level.C, "actor")
    assert not written.may(alias, PROFILES["network"]) and written.may(alias, PROFILES["internal"])
    written.consents[b"1"] = [{"purpose": ["SHARE_NETWORK"], "state": "given"}]
    assert written.may(alias, PROFILES["network"]) and not written.may(alias, PROFILES["authority"])
    act = Canary(b"3", "act", "stated_reason", Level.C)
    written.links |= {(b"3", "victim", b"1"), (b"3", "victim", b"4")}
    written.people |= {b"1", b"4"}
    assert not written.may(act, PROFILES["network"]), "of two people, one did not agree to words about both"
    written.consents[b"1"] = [{"purpose": ["SHARE_NETWORK"], "state": "given", "withdrawn_on": "1500-01-01"}]
    assert not written.may(alias, PROFILES["network"])
    written.marks[b"1"] = Level.V
    assert not written.may(alias, None) and not written.may(alias, PROFILES["internal"])
    written.withdrawn.add(b"2")
    assert not written.may(canary(Level.P, record=b"2"), None)


def test_help_is_read_by_its_provider_in_a_letter_and_by_donors_as_a_sum_of_five() -> None:
    written, amount = Written(Random(1)), canary(Level.R, "budget_line", b"2")
    amount, words = evolve(amount, field="amount"), evolve(amount, field="text_open")
    written.people |= {b"1"}
    written.links |= {(b"2", "of", b"3"), (b"3", "for", b"1")}
    written.fields |= {b"1": {"size_min": 4}, b"2": {"people": 90}, b"3": {}}

    def may(name: str, at: Canary, audience: str, about: bytes = b"2") -> bool:
        return reader_of(written, paper_makers.find_by_name(name), about, audience).may(at)

    for name in ("donor-brief", "needs-table"):
        assert not may(name, amount, "donor") and may(name, amount, "internal") and not may(name, words, "internal")
    written.fields[b"1"] = {"size_min": 5}
    assert may("needs-table", amount, "donor") and not may("referral-letter", words, "service")
    written.consents[b"1"] = [{"purpose": ["USE_STATS"], "state": "refused"}]
    assert not may("needs-table", amount, "donor")
    written.consents[b"1"] = [{"purpose": ["REFERRAL"], "state": "given"}]
    assert may("relocation-request", amount, "service") and not may("referral-letter", words, "service"), "no provider"
    written.links.add((b"2", "provider", b"5"))
    assert may("referral-letter", words, "service") and not may("referral-letter", words, "service", b"4")
    assert not may("referral-letter", amount, "service") and not written.may(words, PROFILES["service"])


def test_sets_hold_every_kind_and_every_field_that_a_person_writes_in(tmp_path: Path) -> None:
    from app.actions.vault import real_names

    written = Written(Random(6))
    kinds: set[str] = set()
    with vault_at(tmp_path / "vault", Clock()) as vault:
        key, wrap = real_names.prepare_key(real_names.header_of(vault), leaks.SECOND)
        real_names.set_up(vault, wrap)
        for _ in range(120):
            kinds |= {name for name, _ in draw(vault, written, key)}
    assert kinds == {kind.name for kind in PLAIN}
    assert {one.field for one in written.words.values() if one.kind == "identity_vault"} >= {"real_name", "address"}
    words = {(one.kind, one.field) for one in written.words.values()}
    assert {("checkin_plan", f"word_{word}") for word in ("fine", "late", "duress")} <= words
    assert all(
        KINDS[kind].field_level(name) is one.level
        for one in written.words.values()
        for kind, name in [(one.kind, one.field)]
    )
