"""A save is one transaction; order, titles, counts and the words to search by follow every change, however it comes."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.domain.change import Change, FieldEdit
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.record import Link, Record
from app.store.records import change_rows, search
from app.store.records import record_rows as store
from app.store.records.record_rows import Writer
from app.store.records.search import Query
from app.store.vault.index import build_queries
from app.store.vault.open_vault import Vault
from tests.vaults import NOON

THEM = b"\7" * 32


@contextmanager
def writing(vault: Vault, now: int = NOON) -> Iterator[Writer]:
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, now * 1000, vault.random)
        yield writer
        writer.finish()


def make(vault: Vault, kind: str, now: int = NOON, **fields: Value) -> Record:
    with writing(vault, now) as writer:
        id_ = writer.create(KINDS[kind], fields)
    return get(vault, id_)


def join(vault: Vault, source: Record, role: str, target: Record) -> bytes:
    with writing(vault) as writer:
        return writer.link(source.id, role, target.id)


def get(vault: Vault, id_: bytes) -> Record:
    record = store.load(vault.con, id_)
    assert record is not None
    return record


def edit(vault: Vault, record: Record, **fields: Value | None) -> list[str]:
    with writing(vault) as writer:
        return writer.edit(get(vault, record.id), {n: v for n, v in fields.items() if v is not None}, fields)


def set_removed(vault: Vault, record: Record, removed: bool) -> None:
    with writing(vault) as writer:
        writer.set_removed(get(vault, record.id), removed)


def found(vault: Vault, text: str, kind: str | None = "event") -> list[bytes]:
    return [
        r.id for r in store.load_rows(vault.con, search.list_order_keys(vault.con, Query(kind, text=text, limit=None)))
    ]


def tables(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    names = ("record", "change", "link", "tally", "conflict", "meta", "words_data", "words_docsize")
    return {name: vault.con.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def incident(vault: Vault) -> dict[str, Record]:
    """An event with its place, an act, a victim, and one who did it."""
    made = {
        "event": make(vault, "event", date_start="2024-03-09", violation_class=["INT1"]),
        "place": make(vault, "place", name="Rio Seco"),
        "act": make(vault, "act", violation="INT1"),
        "victim": make(vault, "actor", alias="Luna"),
        "by": make(vault, "involvement", degree="010100000000"),
        "guard": make(vault, "actor", alias="Halcon"),
    }
    for source, role, target in (
        ("event", "place", "place"), ("act", "event", "event"), ("act", "victim", "victim"), ("by", "act", "act"),
        ("by", "perpetrator", "guard"),
    ):  # fmt: skip
        join(vault, made[source], role, made[target])
    return {name: get(vault, record.id) for name, record in made.items()}


def test_a_save_that_fails_leaves_nothing_at_all(vault: Vault) -> None:
    make(vault, "event", title="Before")
    before = tables(vault)
    with pytest.raises(KeyError), writing(vault) as writer:
        id_ = writer.create(KINDS["event"], {"title": "During"})
        writer.edit(get(vault, id_), {"title": "Still"}, ["title"])
        writer.link(writer.create(KINDS["act"], {}), "event", id_)
        writer.finish()
        raise KeyError
    assert tables(vault) == before


def test_a_record_is_what_its_changes_say(vault: Vault) -> None:
    event = make(vault, "event", title="First", danger="no")
    assert edit(vault, event, title="Second", danger="no") == ["title"]
    assert edit(vault, event, title="Second") == []
    assert edit(vault, event, danger=None) == ["danger"]
    now = get(vault, event.id)
    assert (now.fields, now.title, now.version, now.ref) == ({"title": "Second"}, "Second", 3, event.ref)
    history = store.changes_of(vault.con, event.id)
    assert [sorted(change.fields) for change in history] == [["danger", "title"], ["title"], ["danger"]]
    assert history[1].fields["title"] == FieldEdit((history[0].id,), "Second")
    assert {change.author for change in history} == {vault.author}


def test_edits_come_back_from_their_text() -> None:
    fields = {"a": FieldEdit((b"\1" * 16,), ["x", "é"]), "b": FieldEdit((), None)}
    assert change_rows.edits_from_json(change_rows.edits_to_json(fields)) == fields


def test_newest_first_by_date_then_entry_and_a_changed_date_moves_its_row(vault: Vault) -> None:
    old = make(vault, "event", date_start="2020")
    undated = make(vault, "event")
    new = make(vault, "event", date_start="2024-03-09")
    same_day = make(vault, "event", date_start="2024-03-09T10:00")

    def order() -> list[bytes]:
        return [r.id for r in store.load_rows(vault.con, search.list_order_keys(vault.con, Query("event")))]

    assert order() == [undated.id, same_day.id, new.id, old.id]
    edit(vault, old, date_start="2025-01", title="moved")
    assert order() == [undated.id, old.id, same_day.id, new.id]
    assert found(vault, "moved") == [old.id]
    edit(vault, old, date_start=None)
    assert set(order()[:2]) == {undated.id, old.id}
    assert found(vault, "moved") == [old.id]


def test_put_aside_and_brought_back(vault: Vault) -> None:
    event = make(vault, "event", title="March")
    set_removed(vault, event, True)
    set_removed(vault, event, True)
    assert (found(vault, "march"), search.count_matches(vault.con, Query("event"))) == ([], 0)
    assert search.list_order_keys(vault.con, Query("event")) == []
    assert get(vault, event.id).removed
    edit(vault, event, title="April")
    assert found(vault, "april") == []
    set_removed(vault, event, False)
    assert (found(vault, "april"), search.count_matches(vault.con, Query("event"))) == ([event.id], 1)


def test_an_incident_is_found_by_everything_that_belongs_to_it(vault: Vault) -> None:
    made = incident(vault)
    for word in ("luna", "rio", "halcon", "2024-03-09", made["event"].ref, "LUN"):
        assert found(vault, word) == [made["event"].id], word
    assert made["event"].title == "Beating or assault, Rio Seco, 2024-03-09"
    assert made["act"].title == "Beaten / assaulted, Luna"
    assert made["by"].title.startswith("Halcon, ")


def test_a_new_name_is_followed_everywhere(vault: Vault) -> None:
    made = incident(vault)
    edit(vault, made["victim"], alias="Sol")
    edit(vault, made["place"], name="Pozo Azul")
    edit(vault, made["guard"], alias="Milano")
    assert get(vault, made["act"].id).title == "Beaten / assaulted, Sol"
    assert get(vault, made["event"].id).title == "Beating or assault, Pozo Azul, 2024-03-09"
    for old, new in (("luna", "sol"), ("rio", "pozo"), ("halcon", "milano")):
        assert (found(vault, old), found(vault, new)) == ([], [made["event"].id])


@pytest.mark.parametrize(("name", "word"), [("victim", "luna"), ("place", "rio"), ("guard", "halcon"), ("act", "luna")])
def test_who_was_put_aside_is_not_found_any_more_until_brought_back(vault: Vault, name: str, word: str) -> None:
    made = incident(vault)
    set_removed(vault, made[name], True)
    assert found(vault, word) == []
    assert word not in get(vault, made["event"].id).title.lower()
    set_removed(vault, made[name], False)
    assert found(vault, word) == [made["event"].id]


def test_an_unlinked_name_is_gone_and_a_second_link_is_the_first(vault: Vault) -> None:
    made = incident(vault)
    link = join(vault, made["act"], "victim", made["victim"])
    assert [row.id for row in store.links_of(vault.con, made["act"].id) if row.role == "victim"] == [link]
    with writing(vault) as writer:
        writer.unlink(link)
        writer.unlink(bytes(16))
    assert found(vault, "luna") == []
    assert vault.con.execute("SELECT removed FROM link WHERE id = ?", (link,)).fetchone() == (1,)
    with writing(vault) as writer:
        writer.put_link(Link(link, made["act"].id, "victim", made["victim"].id))
    assert found(vault, "luna") == []


def test_a_change_from_elsewhere_is_taken_once_and_a_conflict_is_kept(vault: Vault) -> None:
    event = make(vault, "event", title="Mine")
    theirs = Change(b"c" * 16, event.id, THEM, 5, 1, {"title": FieldEdit((), "Theirs")})
    for fresh in (True, False):
        with writing(vault) as writer:
            assert writer.receive(KINDS["event"], event.id, [theirs], THEM) is fresh
    assert get(vault, event.id).fields["title"] == "Mine"
    assert get(vault, event.id).conflicts == ("title",)
    assert [row.conflicts for row in store.load_rows(vault.con, search.list_order_keys(vault.con, Query("event")))] == [
        ("title",)
    ]
    assert edit(vault, event, title="Mine") == ["title"]
    assert get(vault, event.id).conflicts == ()


def test_a_record_from_elsewhere_is_made_of_its_changes(vault: Vault) -> None:
    new = bytes(range(16))
    row = Change(b"c" * 16, new, THEM, 5, 1, {"title": FieldEdit((), "Theirs"), "newer": FieldEdit((), [1, ["x"]])})
    with writing(vault) as writer:
        writer.receive(KINDS["event"], new, [row], THEM)
    record = get(vault, new)
    assert (record.origin, record.title, record.fields["newer"]) == (THEM, "Theirs", [1, ["x"]])
    assert store.find(vault.con, record.ref.lower()) == store.find(vault.con, new.hex()) == record
    assert store.find(vault.con, "IN-0000") is None
    assert found(vault, "theirs") == [new]


def chance_step(vault: Vault, dice: random.Random, known: list[Record]) -> None:
    """One random save: new, edited, removed, brought back, linked or unlinked."""
    steps: list[Callable[[], object]] = [
        lambda: known.append(make(vault, dice.choice(["event", "act", "actor", "place"]))),
        lambda: edit(
            vault, dice.choice(known), tags=[str(dice.random())], received_on=dice.choice(["2024", "2025-01"])
        ),
        lambda: set_removed(vault, dice.choice(known), dice.random() < 0.6),
        lambda: link_somehow(vault, dice, known),
    ]
    dice.choice(steps if known else steps[:1])()


def link_somehow(vault: Vault, dice: random.Random, known: list[Record]) -> None:
    source = dice.choice(known)
    pairs = [(r.name, t) for r in KINDS[source.kind].roles for t in known if t.kind in r.to]
    if pairs:
        role, target = dice.choice(pairs)
        link = join(vault, source, role, target)
        if dice.random() < 0.4:
            with writing(vault) as writer:
                writer.unlink(link)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_saves_counts_titles_and_words_are_what_they_would_be_made_anew(vault: Vault, seed: int) -> None:
    dice = random.Random(seed)
    known: list[Record] = []
    for _ in range(80):
        chance_step(vault, dice, known)
    con = vault.con
    for kind in KINDS.values():
        (counted,) = con.execute(
            "SELECT count(*) FROM record WHERE kind = ? AND removed = 0", (kind.number,)
        ).fetchone()
        assert (
            search.count_matches(con, Query(kind.name))
            == counted
            == len(search.list_order_keys(con, Query(kind.name, limit=None)))
        )
    assert search.count_matches(con, Query()) == len(search.list_order_keys(con, Query(limit=None)))
    titles = {bytes(i): t for i, t in con.execute("SELECT id, title FROM record")}
    living = con.execute("SELECT id, sort FROM record WHERE removed = 0").fetchall()
    texts = {sort: store.gathered_text(con, bytes(id_)) for id_, sort in living}
    indexed = {row[0] for row in con.execute("SELECT rowid FROM words_docsize")}
    for sort, text in texts.items():
        for table, asked_for in build_queries(con, text):
            found = con.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (asked_for,))
            assert sort in {row[0] for row in found}
    assert len(indexed) >= len(texts)
    with writing(vault) as writer:
        for record in known:
            writer._retitle[record.id] = None
    assert titles == {bytes(i): t for i, t in con.execute("SELECT id, title FROM record")}
