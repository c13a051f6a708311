"""The merge: the same from any order, blind to clocks, nothing replaced by what is not there, linear in long chains."""

import time
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.domain.change import Change, FieldEdit, Merged, difference, heads, list_contradictions, merge, merge_changes
from app.domain.fields import Value
from app.domain.kinds import KINDS

RECORD, ME, YOU = bytes(16), b"\1" * 32, b"\2" * 32
VALUES = st.sampled_from(["a", "b", None, 1, True, 1.0, ["a"], []])


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def change(
    number: int, replaced: Sequence[int] = (), value: Value | None = "a", *, name: str = "f", author: bytes = YOU
) -> Change:
    return Change(key(number), RECORD, author, number, 0, {name: FieldEdit(tuple(map(key, replaced)), value)})


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Draw changes that name each other in any way, in rings too, and some that are not at hand."""
    rows = []
    for number in range(draw(st.integers(1, 9))):
        names = draw(st.sets(st.sampled_from(["f", "g"]), min_size=1))
        edits = {
            name: FieldEdit(tuple(map(key, draw(st.lists(st.integers(0, 11), max_size=3)))), draw(VALUES))
            for name in sorted(names)
        }
        rows.append(
            Change(
                key(number),
                RECORD,
                draw(st.sampled_from([ME, YOU])),
                draw(st.integers(0, 5)),
                draw(st.integers(0, 3)),
                edits,
            )
        )
    return rows


def mine(row: Change) -> bool:
    return row.author == ME


def by_definition(name: str, rows: Sequence[Change]) -> set[bytes]:
    """The rule word by word, cubic: a head is a change that nothing replaces which it does not replace itself."""
    having = {row.id: row for row in rows if name in row.fields}
    reach: dict[bytes, set[bytes]] = {
        id_: set(row.fields[name].replaced) & having.keys() for id_, row in having.items()
    }
    for _ in having:
        for id_ in having:
            reach[id_] = reach[id_].union(*(reach[one] for one in reach[id_]))
    return {id_ for id_ in having if not any(id_ in reach[o] and o not in reach[id_] for o in having if o != id_)}


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repeats_give_the_same(rows: list[Change], chance: object) -> None:
    shuffled = [*rows, *rows[: len(rows) // 2]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled, mine) == merge(rows, mine)


@given(histories())
def test_heads_are_what_the_rule_says(rows: list[Change]) -> None:
    for name in ("f", "g"):
        assert {row.id for row in heads(name, rows)} == by_definition(name, rows)


@given(histories(), st.lists(st.integers(0, 10**6), min_size=9, max_size=9))
def test_clocks_decide_nothing(rows: list[Change], stamps: list[int]) -> None:
    """Whatever the clocks say, the same versions stand; clocks only order them."""

    def standing(merged: Merged) -> tuple[Mapping[str, tuple[bytes, ...]], Mapping[str, set[tuple[bytes, ...]]]]:
        return merged.heads, {n: {tuple(c.id for c in v.changes) for v in vs} for n, vs in merged.conflicts.items()}

    moved = [row._replace(stamp=stamp, counter=0) for row, stamp in zip(rows, stamps, strict=False)]
    assert standing(merge(moved)) == standing(merge(rows))


@given(histories(), histories())
def test_what_was_merged_before_does_not_matter(some: list[Change], others: list[Change]) -> None:
    more = [row._replace(id=key(100 + number)) for number, row in enumerate(others)]
    assert merge([*some, *more]) == merge([*more, *some, *more])


def test_a_change_replaces_what_it_names_and_all_before_it() -> None:
    merged = merge([change(1, (), "old"), change(2, (1,), "newer"), change(3, (2,), "newest")])
    assert (merged.values, merged.conflicts, merged.heads) == ({"f": "newest"}, {}, {"f": (key(3),)})


def test_a_conflict_is_kept_until_a_change_names_both() -> None:
    fork = [change(1, (), "old"), change(2, (1,), "mine", author=ME), change(3, (1,), "theirs")]
    merged = merge(fork, mine)
    assert merged.values == {"f": "mine"}
    assert [version.value for version in merged.conflicts["f"]] == ["mine", "theirs"]
    assert merge(fork).values == {"f": "theirs"}
    edits = difference(merged, {"f": "theirs"}, ["f"])
    assert edits == {"f": FieldEdit((key(2), key(3)), "theirs")}
    settled = merge([*fork, Change(key(4), RECORD, ME, 4, 0, edits)])
    assert (settled.values, settled.conflicts) == ({"f": "theirs"}, {})


def test_the_same_value_twice_is_no_conflict_and_the_next_change_replaces_both() -> None:
    twice = [change(1, (), "same"), change(2, (), "same")]
    merged = merge(twice)
    assert (merged.conflicts, merged.heads) == ({}, {"f": (key(1), key(2))})
    assert merge([*twice, change(3, (1, 2), "next")]).values == {"f": "next"}
    assert set(merge([change(1, (), 1), change(2, (), True), change(3, (), 1.0)]).conflicts) == {"f"}


def test_a_cleared_field_is_gone_and_against_a_value_it_is_a_conflict() -> None:
    assert merge([change(1, (), "a"), change(2, (1,), None)]).values == {}
    merged = merge([change(1, (), "a"), change(2, (1,), None), change(3, (1,), "b")])
    assert {version.value for version in merged.conflicts["f"]} == {None, "b"}


def test_changes_that_name_each_other_replace_nothing() -> None:
    ring = [change(1, (2,), "a"), change(2, (1,), "b")]
    assert merge(ring).heads["f"] == (key(1), key(2))
    assert merge([*ring, change(3, (), "c")]).heads["f"] == (key(1), key(2), key(3))
    assert merge([*ring, change(3, (1,), "c")]).heads["f"] == (key(3),)
    assert merge([change(1, (1,), "itself")]).values == {"f": "itself"}


def test_what_is_named_but_missing_replaces_nothing_until_it_arrives() -> None:
    first, middle, last = change(1, (), "first"), change(2, (1,), "middle"), change(3, (2,), "last")
    assert merge([first, last]).heads["f"] == (key(1), key(3))
    assert merge([first, last, middle]).heads["f"] == (key(3),)


def test_fields_merge_one_by_one() -> None:
    rows = [change(1, (), "x", name="f"), change(2, (), "y", name="g"), change(3, (1,), "z", name="f")]
    assert merge(rows).values == {"f": "z", "g": "y"}


def test_difference_names_only_what_is_otherwise() -> None:
    merged = merge([change(1, (), "a")])
    assert difference(merged, {"f": "a", "g": "new"}, ["f", "g", "absent"]) == {"g": FieldEdit((), "new")}
    assert difference(merged, {}, ["f"]) == {"f": FieldEdit((key(1),), None)}


def test_ten_thousand_changes_merge_in_a_moment() -> None:
    """A chain, a fork of two chains, ten thousand versions, and a ring: none of them grows with the square."""
    chain = [change(n, (n - 1,) if n else (), str(n)) for n in range(10_000)]
    fork = [change(n, (max(n - 2, 0),), str(n)) for n in range(1, 10_000)]
    versions = [change(n, (), str(n)) for n in range(10_000)]
    ring = [change(n, ((n + 1) % 10_000,), str(n)) for n in range(10_000)]
    rings = [change(n, (n ^ 1,), str(n)) for n in range(10_000)]
    for rows, expected in ((chain, 1), (fork, 2), (versions, 10_000), (ring, 10_000), (rings, 10_000)):
        start = time.process_time()
        assert len(merge(rows).heads["f"]) == expected
        assert time.process_time() - start < 2


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["one", "two", None])), max_size=8))
def test_of_a_kind_that_is_only_added_to_the_first_word_stands_and_who_tried_is_told(
    said: list[tuple[str, str | None]],
) -> None:
    rows = [
        Change(bytes([n]) * 16, b"\x01" * 16, b"\x02" * 16, 100 - n, n, {name: FieldEdit((), value)})
        for n, (name, value) in enumerate(said)
    ]
    whole = merge_changes(KINDS["log_entry"], rows)
    first = {name: value for name, value in reversed(said) if value is not None}
    assert whole.values == first and not whole.conflicts
    assert {change.id for change in list_contradictions(rows)} <= {row.id for row in rows[1:]}
    later = Change(b"\xff" * 16, b"\x01" * 16, b"\x03" * 16, 0, 0, {"a": FieldEdit((), "three")})
    if "a" in first:
        assert (
            merge_changes(KINDS["log_entry"], [*rows, later]).values == first
            and list_contradictions([*rows, later])[-1] is later
        )
