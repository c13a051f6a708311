"""What a person gives to a vault, at random: JSON to add and to edit, tables and mappings to import, cards to add.

Nothing but the declared error may come of it, nothing is stored of what was refused, and no case takes seconds.
"""

import csv
import io
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.records import tables
from app.domain.kinds import KINDS
from app.errors import InputRefused, NotFound, NotOpened
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person
from tests.fuzz.change import changed

WORDS = [
    "2024-03-09",
    "2024-13",
    "yes",
    "-98.754",
    "01",
    "",
    " ",
    "é",
    "أحمد",
    "a\nb",
    "=1+1",
    "\u202e",
    "0" * 40,
    "x" * 9_000,
]


def added(vault: Vault, dice: random.Random) -> None:
    """Add one record of odd fields and links; whatever is refused leaves no trace."""
    kind = dice.choice([*KINDS, "nonsense"])
    before = _total(vault)
    try:
        records.add(vault, kind, _object(dice, kind, 0))
    except (InputRefused, NotFound):
        assert _total(vault) == before, "something of what was refused was stored"


def _object(dice: random.Random, kind: str, depth: int) -> dict[str, object]:
    """Return fields and roles of a kind with values that mostly do not fit."""
    declared = KINDS.get(kind)
    names = [*declared.fields, *(role.name for role in declared.roles)] if declared else []
    names += ["nonsense", "", "kind", "act", "id"]
    return {name: _value(dice, depth) for name in dice.sample(names, min(len(names), dice.choice([0, 1, 1, 2, 3, 6])))}


def _value(dice: random.Random, depth: int) -> object:
    if depth < 3 and dice.random() < 0.3:
        below = dice.choice([*KINDS])
        return dice.choice(
            [_object(dice, below, depth + 1), [_value(dice, depth + 1) for _ in range(dice.randrange(3))]]
        )
    return dice.choice([*WORDS, None, True, 0, -1, 2**80, 1e308, -0.0, 0.1, [], {}, "00" * 16, "IN-22222"])


def edited(vault: Vault, dice: random.Random) -> None:
    """Edit a record that is there with odd values; a refusal leaves it as it was."""
    rows = records.find(vault, Query(dice.choice(["event", "actor", "place"]), limit=20))
    if not rows:
        return
    record = dice.choice(rows)
    before = records.show(vault, record.id.hex()).record
    try:
        records.edit(vault, record.id.hex(), _object(dice, record.kind, 0))
    except (InputRefused, NotFound):
        assert records.show(vault, record.id.hex()).record == before, "a refused edit changed something"


def imported(vault: Vault, dice: random.Random, folder: Path) -> None:
    """Import a table that is torn, oddly quoted, of another encoding, or full of what does not fit."""
    out = io.StringIO()
    head = dice.sample(["title", "date_start", "description", "place.latitude", "country", "title", "", "x"], 4)
    csv.writer(out).writerows(
        [head, *([_cell(dice) for _ in range(dice.randrange(6))] for _ in range(dice.randrange(9)))]
    )
    data = out.getvalue().encode(dice.choice(["utf-8", "utf-8-sig", "utf-16", "utf-8"]), "replace")
    table = folder / "table.csv"
    table.write_bytes(changed(dice, data) if dice.random() < 0.5 else data)
    mapping = None
    if dice.random() < 0.5:
        mapping = folder / "map.json"
        mapping.write_text(json.dumps(_mapping(dice)), "utf-8")
    before = _total(vault)
    try:
        done, _ = tables.import_table(
            vault, table, map_file=mapping, kind=dice.choice(["event", "actor", None]), dry_run=dice.random() < 0.2,
            partial=dice.random() < 0.5,
        )  # fmt: skip
    except (InputRefused, NotFound):
        assert _total(vault) == before, "a refused import stored something"
    else:
        assert done.stored or _total(vault) == before


def _cell(dice: random.Random) -> str:
    return str(dice.choice(WORDS)).replace("\0", "")


def _mapping(dice: random.Random) -> object:
    entry: list[object] = [
        "title",
        {"column": "date_start", "format": "%d-%b-%y"},
        {"columns": ["x", ""], "join": "\n"},
        3,
        None,
    ]
    names = ["title", "date_start", "place.latitude", "nonsense", "place.", ".name"]
    fields = {name: dice.choice(entry) for name in dice.sample(names, 3)}
    whole: dict[str, object] = {
        "kind": dice.choice(["event", "actor", 4]),
        "key": dice.choice(["title", "", 0]),
        "fields": fields,
    }
    return dice.choice(
        [whole, whole, whole, [], 5, {"fields": 1}, {**whole, "delimiter": dice.choice([",", ";;", "", 1])}]
    )


def given_cards(vault: Vault, dice: random.Random, card: bytes) -> None:
    """Add a card that somebody changed."""
    data = changed(dice, card)
    try:
        contact_cards.add(vault, data)
    except (NotOpened, InputRefused):
        return
    assert data == card, "a changed card was taken"


def _total(vault: Vault) -> int:
    return records.count_matches(vault, Query())


def given(cases: int, folder: Path, seed: int = 0) -> int:
    """Give a vault `cases` odd things; return how many records it has afterwards."""
    dice = random.Random(seed)
    ana, other = Person(folder, "ana").creates(), Person(folder, "other").creates()
    other.does("card", "show", "--file", str(folder / "other.card"))
    card = (folder / "other.card").read_bytes()
    with ana.opened() as vault:
        steps: list[Callable[[], None]] = [
            lambda: added(vault, dice),
            lambda: edited(vault, dice),
            lambda: imported(vault, dice, folder),
            lambda: given_cards(vault, dice, card),
        ]
        for case in range(cases):
            began = time.monotonic()
            state = dice.getstate()
            try:
                steps[case % len(steps)]()
            except BaseException:
                print(f"case {case} of seed {seed} (state {hash(state)})", file=sys.stderr)
                raise
            assert time.monotonic() - began < 5, f"case {case} took too long"
        (whole,) = vault.con.execute("SELECT count(*) FROM record WHERE removed = 0").fetchone()
        assert _total(vault) == whole, "the kept counts are not the counts"
    assert ana.does("vault", "check")["damaged"] == []
    return int(whole)
