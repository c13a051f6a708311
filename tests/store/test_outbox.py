"""What waits: urgent first, on every way until it is acknowledged, and never taken back to an earlier state."""

from attrs import evolve

import crypto
from app.store.mail import delivery_events, outbox, reencryption
from app.store.vault.open_vault import Vault

CONTACT, ADDRESSEE, HASH = b"c" * 16, b"a" * 32, b"h" * 32
KEYSET = crypto.PublicKeyset(1, b"x" * 1216, b"k" * 32, 0, 1_000)


def queue(vault: Vault, number: int, urgent: bool = False) -> int:
    report = number.to_bytes(16, "big")
    with vault.transaction() as con:
        num = outbox.queue(con, report, CONTACT, ADDRESSEE, "internal", urgent, b"body", [(b"b" * 16, "n", "m")], 1)
        outbox.plan(
            con, num, [evolve(f, object_id=b"o" * 32) for f in outbox.list_attached_files(con, num)], b"manifest", HASH
        )
    return num


def seal(vault: Vault, num: int, route: str) -> None:
    outbox.keep_sealed(vault.con, num, route, b"envelope", b"o" * 32, KEYSET, 2)


def lay(vault: Vault, num: int, route: str, expires: int | None = None) -> None:
    seal(vault, num, route.split(":")[0] if route.startswith("stick") else route)
    outbox.record_placed_object(vault.con, num, route, b"o" * 32, None, expires, 2)
    outbox.record_finished_route(vault.con, num, route, 3)


def waiting(vault: Vault, route: str) -> list[int]:
    return [row.num for row in outbox.list_waiting_deliveries(vault.con, route)]


def state(vault: Vault, num: int) -> str:
    return outbox.get(vault.con, num).state


def test_urgent_first_then_as_queued(vault: Vault) -> None:
    nums = [queue(vault, 1), queue(vault, 2), queue(vault, 3, urgent=True)]
    assert waiting(vault, "relay:aa") == [nums[2], nums[0], nums[1]]
    assert outbox.list_waiting_deliveries(vault.con, "relay:aa", [b"x" * 16]) == []


def test_a_relay_once_another_too_and_every_stick(vault: Vault) -> None:
    num = queue(vault, 1)
    lay(vault, num, "relay:aa")
    assert (waiting(vault, "relay:aa"), waiting(vault, "relay:bb"), waiting(vault, "stick")) == ([], [num], [num])
    for bundle in ("01", "02"):
        lay(vault, num, f"stick:{bundle}")
        assert waiting(vault, "stick") == [num]
    assert delivery_events.ways(vault.con, num) == (1, ["01", "02"])
    assert outbox.is_placed(vault.con, num, "relay:aa", b"o" * 32)
    assert not outbox.is_placed(vault.con, num, "relay:bb", b"o" * 32)


def test_on_a_relay_is_more_than_on_a_stick_and_no_less(vault: Vault) -> None:
    num = queue(vault, 1)
    seen = [state(vault, num)]
    for route in ("stick:01", "relay:aa", "stick:02"):
        lay(vault, num, route)
        seen.append(state(vault, num))
    assert seen == ["queued", "exported", "relayed", "relayed"]


def test_what_expired_or_is_missing_there_waits_again(vault: Vault) -> None:
    num = queue(vault, 1)
    lay(vault, num, "relay:aa", expires=100)
    outbox.expire(vault.con, 100)
    assert waiting(vault, "relay:aa") == []
    outbox.expire(vault.con, 101)
    assert waiting(vault, "relay:aa") == [num] and not outbox.is_placed(vault.con, num, "relay:aa", b"o" * 32)
    lay(vault, num, "relay:aa")
    outbox.resend_missing_objects(vault.con, (1).to_bytes(16, "big"), ADDRESSEE, 4)
    assert waiting(vault, "relay:aa") == [num]


def test_only_its_addressee_and_its_manifest_acknowledge(vault: Vault) -> None:
    num = queue(vault, 1)
    lay(vault, num, "relay:aa")
    report = (1).to_bytes(16, "big")
    for who, what in ((b"x" * 32, HASH), (ADDRESSEE, b"x" * 32)):
        assert outbox.process_acknowledgement(vault.con, report, who, what, "delivered", "", 4) is None
    assert state(vault, num) == "relayed" and outbox.list_unacknowledged_reports(vault.con, CONTACT) == [report]
    assert outbox.process_acknowledgement(vault.con, report, ADDRESSEE, HASH, "delivered", "", 4)
    assert outbox.process_acknowledgement(vault.con, report, ADDRESSEE, HASH, "delivered", "", 9) is False
    assert outbox.get(vault.con, num).changed == 4
    assert (waiting(vault, "stick"), outbox.list_unacknowledged_reports(vault.con, CONTACT)) == ([], [])
    assert outbox.list_attached_files(vault.con, num)[0].k_blob is None


def test_a_late_note_of_a_way_changes_nothing_that_was_acknowledged(vault: Vault) -> None:
    num = queue(vault, 1)
    seal(vault, num, "relay:aa")
    outbox.process_acknowledgement(vault.con, (1).to_bytes(16, "big"), ADDRESSEE, HASH, "accepted", "", 4)
    lay(vault, num, "relay:aa")
    reencryption.reseal(vault.con, CONTACT, KEYSET.box_pk, 5)
    assert state(vault, num) == "accepted"


def test_what_is_sealed_to_a_keyset_that_has_ended_is_sealed_again_and_only_that(vault: Vault) -> None:
    num = queue(vault, 1)
    lay(vault, num, "relay:aa")
    reencryption.reseal(vault.con, CONTACT, b"o" * 32, 5)
    assert (state(vault, num), waiting(vault, "relay:aa")) == ("relayed", [])
    assert reencryption.sealed_to(vault.con) == [(CONTACT, KEYSET.box_pk)]
    reencryption.reseal(vault.con, CONTACT, KEYSET.box_pk, 5)
    assert reencryption.sealed_to(vault.con) == [] and outbox.read_sealed_message(vault.con, num, "relay:aa") is None
    assert (state(vault, num), waiting(vault, "relay:aa")) == ("needs-reseal", [num])
