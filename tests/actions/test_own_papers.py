"""Papers about the vault itself and about who is behind an alias: counts without names, and names held apart."""

from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from app.actions.kernel import clock, records
from app.actions.papers import paper_makers
from app.actions.vault import alias_list, backups, real_names, recovery, wipe_settings
from app.errors import CannotUnlock, InputRefused, NotFound
from app.exchange import sheets
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault, open_
from tests.vaults import PASSPHRASE, Clock, vault_at
from tests.vaults import WORDS as WORDS_OF

WORDS = "river stone cloud lamp bread salt"


def words(vault: Vault) -> str:
    """Return the words of the readiness sheet without its frame, whose reference is another one each time."""
    return sheets.as_text(paper_makers.make(vault, "readiness", []).content)


def test_each_module_with_papers_is_in_the_list() -> None:
    room = Path(str(paper_makers.__file__)).parent
    files = (file.relative_to(room) for file in room.rglob("*.py") if file.name != "__init__.py")
    names = {".".join(file.with_suffix("").parts) for file in files}
    modules = (import_module(f"app.actions.papers.{name}") for name in sorted(names))
    found = {output.name for module in modules for output in getattr(module, "OUTPUTS", ())}
    assert found == {output.name for output in paper_makers.list_outputs()} and len(found) > 50


def told(vault: Vault) -> str:
    """Save an incident with a protected witness, and return its id."""
    given = {
        "title": "Raid", "information": {"connection": "0102", "source": {"alias": "Wren", "protected": True}},
        "act": {"violation": "LIB1", "victim": {"alias": "Heron"}},
    }  # fmt: skip
    return records.add(vault, "event", given)[0].id.hex()


def test_readiness_says_how_keys_ways_and_machine_stand_and_no_name(vault: Vault) -> None:
    contact = records.add(vault, "contact", {"display_name": "Old Teacher"})[0].ref
    for number, result in (("+1", "works"), ("+2", "fails"), ("+3", None)):
        tried = {"test_result": result, "last_test": "2026-07-01"} if result else {}
        records.add(vault, "channel", {"kind": "phone", "address": number, "contact": contact, **tried})
    text = paper_makers.make(vault, "readiness", []).data("txt").decode()
    assert "Channels written down: 3" in text and "Channels that do not work: 1" in text
    assert "Last backup: not made yet" in text and "Teacher" not in text and "+1" not in text
    assert vault.author.hex()[:4] in text
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "readiness", [contact])


def test_readiness_says_the_day_of_a_backup_of_shares_and_of_their_drill_and_what_a_restored_one_says(
    tmp_path: Path,
) -> None:
    clock = Clock()
    with vault_at(tmp_path / "vault", clock) as vault:
        backups.set_passphrase(vault, WORDS)
        drawn = recovery.draw(2, 3)
        recovery.install(vault, UnlockSecret(PASSPHRASE), drawn)
        said = words(vault)
        assert "Last backup: not made yet" in said and "Recovery shares: 2027-01-15" in said
        assert "Recovery was tried: not tried yet" in said and "Passwords and recovery: 2" in said
        clock.now += 86_400
        recovery.drill(vault, [" ".join(share) for share in drawn.shares[:2]])
        clock.now += 86_400
        backups.back_up(vault, tmp_path / "backup")
        said = words(vault)
        assert "Recovery was tried: 2027-01-16" in said and "Last backup: 2027-01-17" in said
        assert str(tmp_path) not in said
    with pytest.raises(CannotUnlock):
        backups.restore(tmp_path / "backup", tmp_path / "wrong", "some other words", PASSPHRASE, WORDS_OF, kdf_mib=64)
    backups.restore(tmp_path / "backup", tmp_path / "there", WORDS, PASSPHRASE, WORDS_OF, kdf_mib=64)
    with closing(open_(tmp_path / "there", PASSPHRASE, WORDS_OF, clock=clock)) as there:
        restored = words(there)
    assert restored[restored.index("To read aloud") :] == said[said.index("To read aloud") :], "it is the same vault"
    assert "Last backup: not made yet" in restored and "Recovery shares: not made yet" in restored


def test_readiness_says_what_was_practised_and_that_something_is_ready_but_never_what_only_its_owner_may_know(
    vault: Vault,
) -> None:
    def text() -> str:
        return " ".join(words(vault).split())

    assert "Training of the team: nothing planned yet" in text() and "that destroy the vault: not set up" in text()
    plan = records.add(vault, "security_plan", {"title": "Office", "date": "2026-01-02"})[0].ref
    for state in ("tested", "ready", "open", "dropped"):
        records.add(vault, "plan_item", {"plan": plan, "kind": "training", "text": "Lost device", "state": state})
    today = clock.today(vault).isoformat()
    for kind, date in (("digital", today), ("digital", "2020-01-01"), ("smear", today)):
        records.add(vault, "security_incident", {"what": "A link in a mail", "date": date, "threat_kind": kind})
    for word in ("maize", None):
        records.add(vault, "checkin_plan", {"title": "North", "starts": today, "ends": "2036-01-01",
                                            "word_duress": word})  # fmt: skip
    said = text()
    assert "Training of the team: 2 of 3 in place or tested, 1 of them tested" in said and "Lost device" not in said
    assert "Digital attacks in the last 90 days: 1" in said
    assert "Check-in plans without a danger word: 1" in said and "maize" not in said
    wipe_settings.set_passphrase(vault, PASSPHRASE, WORDS)
    assert text() == said  # neither that it is there, nor one way in more
    wipe_settings.keep(vault.folder, wipe_settings.WipeSettings("Ctrl+Shift+F9"))
    assert "that destroy the vault: set up" in text() and "F9" not in text()


def test_witnesses_are_listed_by_alias_and_their_real_name_is_on_the_sheet_that_is_held_apart_alone(
    vault: Vault,
) -> None:
    event = told(vault)
    wrap = real_names.prepare_key(real_names.header_of(vault), WORDS)
    real_names.set_up(vault, wrap[1])
    wren = next(row.id.hex() for row in records.find(vault, records.Query("actor")) if row.title == "Wren")
    with pytest.raises(NotFound), real_names.open_(vault, WORDS) as key:
        alias_list.make_alias_list(vault, key, [event])
    with real_names.open_(vault, WORDS) as key:
        real_names.save(vault, key, wren, {"real_name": "Marta Ibarra"})
        apart = sheets.as_text(alias_list.make_alias_list(vault, key, [event], "for the court"), str)
    listed = paper_makers.make(vault, "witness-list", [event]).data("txt").decode()
    assert "Wren" in listed and "protected person" in listed and "Heron" not in listed and "Ibarra" not in listed
    assert "Wren" in apart and "Marta Ibarra" in apart and "Raid" not in apart
    assert any(line.alias == "Wren" and line.why == "for the court" for line in real_names.log(vault))
