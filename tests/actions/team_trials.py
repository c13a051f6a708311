"""Random work of three people and random fates of what they send: in the end all have the same, and see it alike.

A step is (what, who, number). What they send is lost, doubled and reordered, by two boxes and by a stick.
"""

import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.actions.kernel import records
from app.actions.records import differences
from app.actions.rounds import sticks
from app.domain.record import Record
from app.errors import AppError
from app.store.vault.open_vault import Vault
from sync.ports import Parcel
from tests.actions.pairs import go
from tests.actions.team import NAMES, Three, picture, three_at
from tests.memory_transport import MemoryTransport

Step = tuple[str, str, int]
WHAT = ("edit", "act", "place", "unlink", "decide", "round", "stick", "lose", "clock")
MONTH = 31 * 86_400


class _Lossy(MemoryTransport):
    """A box that loses and reorders, by a dice of its own."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._dice = random.Random(seed)

    def put(self, parcel: Parcel) -> bytes | None:
        """Take it, lose it, or take it and shuffle."""
        super().put(parcel)
        if self._dice.random() < 0.4:
            del self.objects[parcel.object_id]
        rows = list(self.objects.items())
        self._dice.shuffle(rows)
        self.objects = dict(rows)
        return None


def steps(seed: int, count: int) -> list[Step]:
    """Return random steps."""
    dice = random.Random(seed)
    return [(dice.choice(WHAT), dice.choice(NAMES), dice.randrange(1000)) for _ in range(count)]


def fuzz(trials: int, folder: Path, seed: int) -> str:
    """Do many trials, with three new vaults for every four, who all know each other or not; say how many."""
    for first in range(0, trials, 4):
        with three_at(folder / str(first), strangers=first % 8 == 4) as three:
            case, _ = records.add(three.ana, "event", {"title": "Eviction", "date_start": "2024-03-09"})
            three.team(case.ref)
            for number in range(first, min(first + 4, trials)):
                run(three, case, steps(seed + number, 45))
        shutil.rmtree(folder / str(first))
    return f"{trials} times all had the same"


def run(three: Three, case: Record, todo: Sequence[Step]) -> None:
    """Do the steps, then let everything arrive; raise AssertionError unless all have the same."""
    box = _Lossy(len(todo))
    with tempfile.TemporaryDirectory() as folder:
        for what, who, number in todo:
            _step(three, case, box, Path(folder), (what, who, number))
    settle(three)
    pictures = [picture(vault, case.id) for vault in three.vaults.values()]
    assert pictures[0] == pictures[1] == pictures[2], todo


def settle(three: Three) -> None:
    """Let a month and some rounds without loss go by, twice: what was lost is found lost, and comes."""
    for _ in range(2):
        for clock in three.clocks.values():
            clock.now += MONTH
        three.round(3)


def _step(three: Three, case: Record, box: MemoryTransport, folder: Path, step: Step) -> None:
    what, who, number = step
    vault = three.vaults[who]
    try:
        if what == "edit":
            name = ("title", "description")[number % 2]
            records.edit(vault, case.id.hex(), {name: f"{who} {number}"})
        elif what == "act":
            records.add(vault, "act", {"event": case.id.hex(), "age_at_act": number % 90})
        elif what == "place":
            given = {"name": f"{who}'s place {number}"} if number % 2 else None
            records.edit(vault, case.id.hex(), {"place": given})
        elif what == "unlink":
            _unlink(vault, case, number)
        elif what == "decide":
            for row in differences.list_contested_fields(vault, case.id.hex())[:1]:
                differences.decide(vault, row.record.id.hex(), row.field, f"settled {who} {number}")
        elif what == "clock":
            three.clocks[who].now += (number - 500) * 3600
        elif what == "stick":
            sticks.write(vault, folder)
            for other in three.vaults.values():
                if other is not vault:
                    sticks.read(other, folder)
        else:
            go(vault, box if what == "lose" else three.box)
    except AppError:  # a stick with nothing for somebody, a link that is gone: nothing was done
        return


def _unlink(vault: Vault, case: Record, number: int) -> None:
    parts = [part for role, part in records.show(vault, case.id.hex()).parts if role == "event"]
    if len(parts) > 1:
        records.edit(vault, parts[number % len(parts)].id.hex(), {"event": None})
