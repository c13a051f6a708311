"""Three people with a vault each who work on one case, and ways between them that lose, double and reorder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import field, frozen

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, teams
from app.actions.records import differences
from app.domain.record import Record
from app.store.vault.open_vault import Vault
from tests.actions.pairs import go, know
from tests.memory_transport import MemoryTransport
from tests.vaults import NOON, Clock, vault_at

NAMES = ("Ana", "Ben", "Carla")


@frozen
class Three:
    """Ana, who makes the team, Ben and Carla; each with a clock of their own. `here` names each in the others'."""

    vaults: dict[str, Vault]
    clocks: dict[str, Clock]
    here: dict[tuple[str, str], Record]
    box: MemoryTransport = field(factory=MemoryTransport)

    @property
    def ana(self) -> Vault:
        """Return the vault of who makes the team."""
        return self.vaults["Ana"]

    def round(self, times: int = 1) -> None:
        """Let each do a round, one after the other."""
        for _ in range(times):
            for vault in self.vaults.values():
                go(vault, self.box)

    def team(self, *handles: str, to: tuple[str, ...] = ("Ben", "Carla"), reading: tuple[str, ...] = ()) -> None:
        """Let Ana make a team, and the others accept it."""
        teams.make(self.ana, handles, "River", to, reading)
        go(self.ana, self.box)
        for name in (*to, *reading):
            vault = self.vaults[name]
            go(vault, self.box)
            for came in inbox.list_reports(vault, "delivered"):
                inbox.accept(vault, came.arrived.report.hex())
        self.round(2)

    def begin_anew(self) -> None:
        """End every team and forget what waits, for the next test: three vaults cost a second."""
        for vault in self.vaults.values():
            for table in ("team_record", "team_known", "team_delivery", "delivery", "attachment", "sealed", "placed"):
                vault.con.execute(f"DELETE FROM {table}")
            for table in ("team_root", "team_member", "team_seen", "team", "proposal"):
                vault.con.execute(f"DELETE FROM {table}")
            vault.con.execute("UPDATE arrived SET state = 'accepted', ack_seen = 1")
        for clock in self.clocks.values():
            clock.now = NOON
        self.box.objects.clear()

    def of(self, name: str, id_: bytes) -> Record:
        """Return somebody's copy of a record."""
        return records.record_of(self.vaults[name], id_.hex())


def incident(three: Three, title: str = "Eviction at the river") -> Record:
    """Add an incident with one act to the vault of Ana."""
    return records.add(three.ana, "event", {"title": title, "date_start": "2024-03-09", "act": [{"age_at_act": 30}]})[0]


@contextmanager
def three_at(folder: Path, *, strangers: bool = False) -> Iterator[Three]:
    """Give the three, who compared their numbers; where `strangers`, Ben and Carla know only Ana."""
    clocks = {name: Clock() for name in NAMES}
    with (
        vault_at(folder / "ana", clocks["Ana"]) as ana,
        vault_at(folder / "ben", clocks["Ben"]) as ben,
        vault_at(folder / "carla", clocks["Carla"]) as carla,
    ):
        vaults = dict(zip(NAMES, (ana, ben, carla), strict=True))
        for name, vault in vaults.items():
            contact_cards.set_my_card(vault, name)
        pairs = [(a, b) for a in NAMES for b in NAMES if a != b and not (strangers and "Ana" not in (a, b))]
        yield Three(vaults, clocks, {(a, b): know(vaults[a], vaults[b]) for a, b in pairs})


def picture(
    vault: Vault, root: bytes
) -> dict[bytes, tuple[str, dict[str, object], list[tuple[str, bytes]], list[str]]]:
    """Return all that a team has in common, as a vault shows it: records, values, links, and what is in conflict."""
    from app.actions.kernel.linked_closure import closure

    found, links = closure(vault, [root])
    torn = differences.conflicts(vault)
    return {
        record.id: (
            record.kind, dict(record.fields), sorted((k.role, k.target) for k in links if k.source == record.id),
            torn.get(record.id, []),
        )
        for record in found
    }  # fmt: skip
