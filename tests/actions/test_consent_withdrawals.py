"""Fixture F8: a withdrawal of consent stops each way out, lists who has it, and prepares notices (papers.md 2.3)."""

import time
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

import crypto
from app.actions.kernel import records
from app.actions.mail import inbox, received_withdrawals, sharing, stopped_deliveries
from app.actions.papers import paper_makers, register
from app.actions.release import consent_rules
from app.actions.withdrawals import consent_withdrawals, holders, withdrawal_notices
from app.domain.leaks.leak_values import LeakAnswer, LeakAnswers
from app.domain.record import Record
from app.domain.release.audiences import NAMES
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from tests.actions.pairs import go
from tests.actions.team import Three, three_at

REPLACED = LeakAnswers(replace_rest=True)
ALIAS, VILLAGE, PHONE = "Heron", "Chajul", "55123490"
SECRETS = (ALIAS, VILLAGE, PHONE, "four men in a white car", "the eviction of her family")
"""The alias, the village, the telephone and the prose of the person."""


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with three_at(tmp_path / "three", strangers=True) as found:
        yield found


def fixture(vault: Vault) -> tuple[Record, Record]:
    """Return Heron, who said yes by name to the network, embassies and the UN, and a case with another victim."""
    heron, _ = records.add(vault, "actor", {"alias": ALIAS, "sex": "02"})
    other, _ = records.add(vault, "actor", {"alias": "Ibis", "sex": "01"})
    for who in (heron, other):
        given = {"purpose": ["SHARE_NETWORK", "EMBASSY", "UN", "UN_TO_GOV", "LOCATION"], "form": "named"}
        records.add(vault, "consent_record", {"actor": who.ref, "state": "given", **given})
    whole, _ = records.add(vault, "case", {
        "title": "River", "focal": [heron.ref, other.ref],
        "summary_open": f"{ALIAS} asked about the eviction of her family. Call {PHONE}.",
    })  # fmt: skip
    records.add(vault, "event", {
        "case": [whole.ref], "title": "Taken at the market", "date_start": "2026-11-20",
        "description": f"{ALIAS} was taken by four men in a white car in {VILLAGE}.",
        "place": {"name": VILLAGE, "province": "Quiché", "country": "GT"},
        "act": {"violation": "INT1", "victim": heron.ref},
    })  # fmt: skip
    records.add(vault, "event", {
        "case": [whole.ref], "title": "Office searched", "date_start": "2026-11-21",
        "description": "The office was searched. Heron was not there.", "place": {"province": "Quiché"},
        "act": {"violation": "INT1", "victim": other.ref},
    })  # fmt: skip
    asked = {"kind": ["embassy"], "diplomatic": ["area"], "victim": [other.ref]}
    records.add(vault, "intervention", {"about": [whole.ref], **asked})
    return heron, whole


def paper(vault: Vault, path: Path, whole: Record, audience: str) -> Record:
    made = paper_makers.make(vault, "briefing-note", [whole.ref], audience, answers=REPLACED)
    return register.save(vault, register.paint(path, made))[0][0]


def share(three: Three, whole: Record, to: str) -> None:
    sharing.share(three.ana, [whole.ref], [three.here["Ana", to].ref], "network", answers=REPLACED)


def waiting(vault: Vault) -> list[bytes]:
    return [row.body for row in outbox.deliveries(vault.con) if row.state in outbox.OPEN]


def leaks(data: bytes) -> list[str]:
    return [word for word in SECRETS if word.encode() in data]


EMBASSY, BODY = "Embassy of X", "Special Procedures, receipt 4410"


def given_out(three: Three, whole: Record, folder: Path) -> tuple[Record, Record]:
    """Let Ben accept the case, and give a letter to an embassy and a note to the UN by hand; return both rows."""
    share(three, whole, "Ben")
    three.round(2)
    (came,) = inbox.list_reports(three.vaults["Ben"], "delivered")
    inbox.accept(three.vaults["Ben"], came.arrived.report.hex())
    three.round(1)
    letter, note = (
        paper(three.ana, folder / "a.pdf", whole, "embassy"),
        paper(three.ana, folder / "b.docx", whole, "un"),
    )
    register.give(three.ana, letter, to_text=EMBASSY, way="post", on="2026-11-02")
    register.give(three.ana, note, to_text=BODY, way="form", on="2026-11-03")
    return letter, note


def test_f8_step_by_step(three: Three, tmp_path: Path) -> None:
    """Line 9, with a note for the UN in the place of the form for special procedures."""
    vault = three.ana
    heron, whole = fixture(vault)
    letter, note = given_out(three, whole, tmp_path)
    rows = [(one.name, one.way, one.on) for one in holders.list_holders(vault, heron.ref)]
    assert {row[:2] for row in rows[1:-2]} == {("Ben", "words")}  # the case, and what happened to another person
    assert rows[-2:] == [(EMBASSY, "paper", "2026-11-02"), (BODY, "paper", "2026-11-03")]
    assert [row[:2] for row in rows[:1]] == [("Ben", "sealed")]
    share(three, whole, "Carla")  # it waits in the outbox
    (body,) = waiting(vault)
    assert ALIAS.encode() in body
    seen = consent_withdrawals.look(vault, heron.ref)
    assert [one.title for one in seen.stopped] == ["Carla"] and waiting(vault) == [body]
    done, changed = consent_withdrawals.withdraw(vault, heron.ref)
    assert done == seen and {"delivery", "consent_record", "paper"} <= changed.kinds
    assert {one.name for one in done.holders} == {"Ben", EMBASSY, BODY}
    notice, rest = sorted(waiting(vault), key=len)
    assert leaks(rest) == [] and b"Ibis" in rest
    assert [row.kind for row in crypto.read_body(notice).records] == ["retraction"] and leaks(notice) == []
    nothing_leaves(three, heron, whole, tmp_path)
    assert ALIAS in paper_makers.make(vault, "briefing-note", [whole.ref], "internal").data("txt").decode()
    answers(three, letter, note)
    found = holders.list_holders(vault, heron.ref)
    told = {one.name: (one.state, one.state_on) for one in found if one.way != holders.WORDS}
    assert told["Ben"][0] == "hidden" and told["Ben"][1]
    assert (told[EMBASSY], told[BODY]) == (("destroyed", "2026-11-06"), ("too_late", "2026-11-10"))
    three.clocks["Ana"].now += 2 * 86400  # a yes to the UN again opens the UN alone
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["UN"], "state": "given", "form": "named"})
    assert {name for name in NAMES if says(vault, whole, name)} == {"un", "internal"}


def answers(three: Three, letter: Record, note: Record) -> None:
    """Make both notices; let Ben answer by himself, and note the answers of the others by hand."""
    vault = three.ana
    for row in (letter, note):
        text = withdrawal_notices.make_notice(vault, records.record_of(vault, row.ref)).data("txt")
        assert leaks(text) == [] and str(row.fields["reference"]).encode() in text
    three.round(3)
    assert received_withdrawals.list_received_withdrawals(three.vaults["Ben"])
    for row, *said in (
        (letter, "told", "2026-11-05", ""), (letter, "destroyed", "2026-11-06", "by telephone"),
        (note, "too_late", "2026-11-10", "transmitted 2026-11-10"),
    ):  # fmt: skip
        register.answer(vault, records.record_of(vault, row.ref), *said)


def says(vault: Vault, whole: Record, audience: str) -> bool:
    """Return True if words about the person leave for an audience."""
    return bool(
        leaks(str([dict(r.fields) for r in sharing.preview(vault, [whole.ref], audience).selection.records]).encode())
    )


def nothing_leaves(three: Three, heron: Record, whole: Record, folder: Path) -> None:
    """Try each paper about a case for each audience, shares, and an appeal: refused, or without the person.

    Of each paper one PDF is read as a reader reads it, its words and not its packed bytes.
    """
    vault, made, read = three.ana, 0, set[str]()
    for output in paper_makers.for_kind("case"):
        for audience in {*output.profiles} - {"internal"}:
            try:
                done = paper_makers.make(vault, output.name, [whole.ref], audience, answers=REPLACED)
            except InputRefused:
                continue
            done = paper_makers.mark_read(vault, done, "Wren") if done.needs_reader else done
            for form in {*done.output.forms} - ({"pdf"} if output.name in read else set()):
                data = done.data(form)
                if form == "pdf":
                    read.add(output.name)
                    data = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).encode()
                    assert len(data) > 200, output.name
                made += 1
                (folder / f"{made}.bin").write_bytes(data)
                assert leaks(data) == [], (output.name, audience, form)
            texts = str(done.content).encode()
            assert leaks(texts) == []
    assert made and {"briefing-note", "embassy-letter"} <= read
    for name in {*NAMES} - {"internal"}:
        assert not says(vault, whole, name), name
        try:
            share_to = sharing.share(vault, [whole.ref], [three.here["Ana", "Carla"].ref], name, answers=REPLACED)
        except InputRefused:
            continue
        assert share_to and not any(leaks(body) for body in waiting(vault)), name
    appeal, _ = records.add(vault, "appeal", {
        "what": f"{ALIAS} must be freed", "happened": "2026-11-20", "asks": ["release"], "victim": [heron.ref],
    })  # fmt: skip
    with pytest.raises(InputRefused, match="Consent is missing"):
        consent_rules.need_a_yes(vault, appeal)


def test_one_purpose_closes_one_audience(three: Three, tmp_path: Path) -> None:
    vault = three.ana
    heron, whole = fixture(vault)
    letter, note = (paper(vault, tmp_path / f"{one}.txt", whole, one) for one in ("embassy", "un"))
    share(three, whole, "Carla")
    before = waiting(vault)
    consent_withdrawals.withdraw(vault, heron.ref, ["UN", "UN_TO_GOV"])
    assert waiting(vault) == before
    states = {row.id: row.fields["state"] for row in register.list_papers(vault)}
    assert states == {letter.id: "made", note.id: "withdrawn"}
    assert says(vault, whole, "embassy") and not says(vault, whole, "un")
    with pytest.raises(InputRefused):
        consent_withdrawals.withdraw(vault, heron.ref, ["NOTHING"])
    with pytest.raises(InputRefused, match="no person"):
        consent_withdrawals.withdraw(vault, whole.ref)


@pytest.mark.parametrize("reason", ["consent", "danger"])
def test_an_alias_that_was_kept_makes_its_person_one_of_the_paper(
    vault: Vault, tmp_path: Path, reason: str
) -> None:  # fmt: skip
    """He said nothing; an answer to the leak check kept his alias, which another person has too."""
    quetzal, same, other = (records.add(vault, "actor", {"alias": one})[0] for one in ("Quetzal", "quetzal", "Tapir"))
    _, whole = fixture(vault)
    records.edit(vault, whole.ref, {"summary_open": "Then Quetzal spoke, and Tapir."})
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un")
    answers = LeakAnswers(
        {
            one.id: LeakAnswer("keep", "", "other: he asked us") if "uetzal" in one.words else LeakAnswer()
            for one in made.leaks.open
        }
    )
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "un", answers=answers)
    (row,), _ = register.save(vault, register.paint(tmp_path / "a.txt", made))
    assert "Quetzal" in (tmp_path / "a.txt").read_text("utf-8")
    register.give(vault, row, to_text=BODY)
    assert [*map(len, (register.list_papers(vault, who.id) for who in (quetzal, same, other)))] == [1, 1, 0]
    assert [quetzal.id.hex(), "kept"] in row.fields["consents"]
    done, _ = consent_withdrawals.withdraw(vault, quetzal.ref, reason=reason)
    assert [(one.name, one.state) for one in done.holders] == [(BODY, "withdrawn")]


def test_a_report_without_the_person_waits_on(three: Three) -> None:
    """Codes, month and area of an incident left for the network without a yes: a no to the UN changes nothing there."""
    vault = three.ana
    egret, _ = records.add(vault, "actor", {"alias": "Egret"})
    records.add(vault, "consent_record", {"actor": egret.ref, "purpose": ["UN"], "state": "given"})
    event, _ = records.add(vault, "event", {
        "title": "Raid", "date_start": "2026-11-20", "act": {"violation": "INT1", "victim": egret.ref},
    })  # fmt: skip
    share(three, event, "Carla")
    before = waiting(vault)
    done, _ = consent_withdrawals.withdraw(vault, egret.ref, ["UN"])
    assert waiting(vault) == before and done.stopped == ()


def test_after_danger_nothing_leaves_at_all(three: Three) -> None:
    vault = three.ana
    heron, whole = fixture(vault)
    sharing.share(vault, [whole.ref], [three.here["Ana", "Carla"].ref], "internal")
    assert leaks(waiting(vault)[0])
    done, _ = consent_withdrawals.withdraw(vault, heron.ref, reason="danger")
    assert [one.title for one in done.stopped] == ["Carla"]
    assert not any(leaks(body) for body in waiting(vault))
    assert not any(ALIAS in str(dict(record.fields)) and record.kind == "actor"
                   for record in sharing.preview(vault, [whole.ref], "internal").selection.records)  # fmt: skip


@pytest.mark.parametrize(
    ("purposes", "told"), [(["AUTHORITIES"], "embassy un"), (["UN_TO_GOV"], "un"), (["MEDIA"], "")]
)
def test_a_paper_with_a_name_is_told_after_a_withdrawal_of_the_yes_to_authorities(
    three: Three, tmp_path: Path, purposes: list[str], told: str
) -> None:
    """Its readers read that they may say the name to the authorities; a paper for a court says nothing of that."""
    vault = three.ana
    heron, whole = fixture(vault)
    yes = {"purpose": ["AUTHORITIES", "MEDIA"], "form": "named", "state": "given"}
    records.add(vault, "consent_record", {"actor": heron.ref, **yes})
    made = {one: paper(vault, tmp_path / f"{one}.txt", whole, one) for one in ("embassy", "un", "internal")}
    consent_withdrawals.withdraw(vault, heron.ref, purposes)
    states = {name: records.record_of(vault, row.ref).fields["state"] for name, row in made.items()}
    assert {name for name, state in states.items() if state == "withdrawn"} == {*told.split()}


def test_an_expired_yes_stops_waiting_reports_and_sends_no_notice(three: Three) -> None:
    vault = three.ana
    heron, whole = fixture(vault)
    for row in (row for _, row in records.show(vault, heron.ref).parts if row.kind == "consent_record"):
        records.edit(vault, row.ref, {"valid_until": "2027-01-16"})
    share(three, whole, "Carla")
    assert leaks(waiting(vault)[0])
    three.clocks["Ana"].now += 5 * 86400
    go(vault, three.box)
    assert all(not leaks(row.body) for row in outbox.deliveries(vault.con) if row.state != "closed")
    assert outbox.deliveries(vault.con, "profile = 'retraction'") == []
    assert not says(vault, whole, "network")


WARNED = "A person in this paper withdrew consent."


def test_a_paper_for_our_own_use_is_held_too_and_warns_after_a_withdrawal(three: Three, tmp_path: Path) -> None:
    """A paper for our own use with a recipient gets a notice. A later yes ends the warning."""
    vault = three.ana
    heron, whole = fixture(vault)
    kept, given = (paper(vault, tmp_path / f"{one}.txt", whole, "internal") for one in ("kept", "given"))
    register.give(vault, given, to_text="Lawyer")
    found = [(one.name, one.way, one.key, one.own) for one in holders.list_holders(vault, heron.ref)]
    mine, other = (str(row.fields["reference"]) for row in (kept, given))
    assert sorted(found) == [("", "paper", mine, True), ("Lawyer", "paper", other, True)]
    assert WARNED not in (tmp_path / "kept.txt").read_text("utf-8")
    done, _ = consent_withdrawals.withdraw(vault, heron.ref)
    states = {row.id: row.fields["state"] for row in register.list_papers(vault)}
    assert states == {kept.id: "made", given.id: "withdrawn"}
    late = paper(vault, tmp_path / "late.txt", whole, "internal")
    assert (tmp_path / "late.txt").read_text("utf-8").count(WARNED) == 1
    assert str(late.fields["reference"]) in {one.key for one in holders.list_holders(vault, heron.ref)}
    three.clocks["Ana"].now += 2 * 86400
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": [*done.purposes], "state": "given"})
    assert WARNED not in paper_makers.make(vault, "briefing-note", [whole.ref], "internal").data("txt").decode()


def test_each_call_that_a_withdrawal_reaches_waits_until_its_recipient_is_told(three: Three) -> None:
    """A yes to the UN that ends asks for no word to an embassy; a contact who gets the notice is not told twice."""
    vault = three.ana
    heron, whole = fixture(vault)
    share(three, whole, "Carla")
    vault.con.execute("UPDATE delivery SET manifest_hash = x'00'")  # as if it were sealed
    office, _ = records.add(vault, "organisation", {"name": "Ministry"})
    calls = {
        name: records.add(vault, "intervention", {"kind": kind, "about": whole.ref, "addressee": to})[0]
        for name, kind, to in (
            ("un", "un", office.ref), ("embassy", "embassy", office.ref), ("office", "visit", office.ref),
            ("contact", "visit", three.here["Ana", "Carla"].ref), ("nobody", "visit", []),
        )
    }  # fmt: skip
    asked = {"kind": "regional", "diplomatic": "trial", "about": whole.ref, "addressee": office.ref}
    calls["asked"] = records.add(vault, "intervention", asked)[0]

    def told() -> dict[str, object]:
        return {name: records.record_of(vault, one.ref).fields.get("notice") for name, one in calls.items()}

    consent_withdrawals.withdraw(vault, heron.ref, ["UN"])
    waiting = {"un": "withdrawn", "office": "withdrawn", "contact": "withdrawn"}
    assert told() == {"embassy": None, "nobody": None, "asked": None, **waiting}
    for one in calls.values():
        records.edit(vault, one.ref, {"notice": None})
    consent_withdrawals.withdraw(vault, heron.ref, ["EMBASSY"])
    waiting = {"embassy": "withdrawn", "office": "withdrawn", "asked": "withdrawn", "un": None, "contact": "withdrawn"}
    assert told() == {"nobody": None, **waiting}, "an action with requests to an embassy has its readers too"
    for one in calls.values():
        records.edit(vault, one.ref, {"notice": None})
    consent_withdrawals.withdraw(vault, heron.ref)
    waiting = {"embassy": "withdrawn", "office": "withdrawn", "asked": "withdrawn", "un": "withdrawn", "contact": None}
    assert told() == {"nobody": None, **waiting}
    assert {one.state for one in holders.list_holders(vault, heron.ref) if one.way == holders.ACTION} == {
        "withdrawn", "",
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot change here")
def test_a_report_of_the_last_evening_stops_west_of_greenwich(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """A yes ends with its day here; by the clock of Greenwich, the report waits since the next day."""
    vault = three.ana
    monkeypatch.setenv("TZ", "XXX+8")
    time.tzset()
    try:
        heron, whole = fixture(vault)
        for _, row in consent_rules.list_answers(vault, [heron]):
            records.edit(vault, row.ref, {"valid_until": "2027-01-15"})
        three.clocks["Ana"].now = datetime(2027, 1, 15, 20).timestamp()
        share(three, whole, "Carla")
        assert leaks(waiting(vault)[0])
        three.clocks["Ana"].now += 8 * 3600
        stopped_deliveries.stop_expired(vault)
        assert not any(leaks(body) for body in waiting(vault))
    finally:
        monkeypatch.undo()
        time.tzset()
