"""Lists and counts: every field can be asked for, whatever is typed, and nothing that is typed becomes SQL."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.kernel import records
from app.domain.fields import Type
from app.domain.kinds import KINDS
from app.errors import AppError, InputRefused
from app.store.records.search import BOUNDS, Query
from app.store.vault.index import LONGEST_PREFIX, MOST_ENDINGS, build_queries, has_words
from app.store.vault.open_vault import Vault

FIELDS = [(kind.name, f.name) for kind in KINDS.values() if not kind.sealed for f in kind.fields.values()]
ONE_VAULT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture
def full(vault: Vault) -> Vault:
    """Five incidents: two in Mexico, one undated, one tagged, one marked urgent."""
    rows: list[dict[str, object]] = [
        {"title": "One", "date_start": "2024-01-01", "country": "MX", "violation_class": ["INT1", "LIB1"]},
        {"title": "Two", "date_start": "2024-02", "country": "MX", "violation_class": ["INT1"], "danger": "now"},
        {"title": "Three", "date_start": "2023", "country": "GT", "tags": ["água"], "danger": "no"},
        {"title": "Four"},
        {"title": "Five", "date_start": "2024-01-02", "place": {"name": "Rio Seco", "latitude": -16.5}},
    ]
    for row in rows:
        records.add(vault, "event", row)
    return vault


def titles(vault: Vault, query: Query) -> list[str]:
    return [record.title for record in records.find(vault, query)]


def test_newest_first_with_limit_and_offset(full: Vault) -> None:
    everything = ["Four", "Two", "Five", "One", "Three"]
    assert titles(full, Query("event")) == everything
    assert titles(full, Query("event", limit=2, offset=1)) == everything[1:3]
    assert titles(full, Query("event", limit=None, offset=4)) == everything[4:]
    assert titles(full, Query("event", limit=0)) == titles(full, Query("event", offset=99)) == []


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (("country", "MX"), ["Two", "One"]),
        (("country", ""), ["Four", "Five"]),
        (("violation_class", "LIB1"), ["One"]),
        (("tags", "água"), ["Three"]),
        (("danger", "now"), ["Two"]),
        (("danger", "no"), ["Three"]),
        (("date_start", "2024-02"), ["Two"]),
        (("country", "' OR 1=1 --"), []),
        (("place", "not there"), []),
    ],
)
def test_where(full: Vault, where: tuple[str, str], expected: list[str]) -> None:
    query = Query("event", where=(where,))
    assert titles(full, query) == expected
    assert records.count_matches(full, query) == len(expected)


def test_where_by_reference_id_and_role(full: Vault) -> None:
    (five,) = records.find(full, Query("event", text="five"))
    (rio,) = records.find(full, Query("place"))
    for where in (("ref", five.ref.lower()), ("id", five.id.hex()), ("place", rio.ref), ("place", rio.id.hex())):
        assert titles(full, Query("event", where=(where,))) == ["Five"]
    assert titles(full, Query("place", where=(("latitude", "-16.5"),))) == ["Rio Seco"]
    assert titles(full, Query("event", text="two", where=(("country", "MX"),))) == ["Two"]


def test_sorted_by_any_field_either_way(full: Vault) -> None:
    assert titles(full, Query("event", sort="title")) == ["Five", "Four", "One", "Three", "Two"]
    assert titles(full, Query("event", sort="-title", limit=2)) == ["Two", "Three"]


def test_every_field_of_every_kind_can_be_sorted_filtered_and_counted_by(vault: Vault) -> None:
    for kind, name in FIELDS:
        records.find(vault, Query(kind, sort=f"-{name}"))
        wanted = "1" if KINDS[kind].fields[name].type in (Type.WHOLE, Type.DECIMAL) else "x"
        assert name not in BOUNDS and records.count_matches(vault, Query(kind, where=((name, wanted),))) == 0
        assert records.count(vault, kind, [name]) == (0, [])


def test_counts_by_one_and_two_fields(full: Vault) -> None:
    whole, by_country = records.count(full, "event", ["country"])
    assert (whole, by_country) == (5, [([None], 2), (["MX"], 2), (["GT"], 1)])
    _, by_class = records.count(full, "event", ["violation_class"])
    assert by_class == [([None], 3), (["INT1"], 2), (["LIB1"], 1)]
    _, both = records.count(full, "event", ["country", "violation_class"], [("country", "MX")])
    assert sorted(both) == [(["MX", "INT1"], 2), (["MX", "LIB1"], 1)]


@pytest.mark.parametrize("name", ["nope", "title') --", "$.title", "", "place; DROP TABLE record", 'a"b', "sort"])
def test_a_name_that_is_no_field_is_refused_everywhere(full: Vault, name: str) -> None:
    for query in (Query("event", where=((name, "x"),)), Query("event", sort=f"-{name}" if name else "-")):
        with pytest.raises(InputRefused):
            records.find(full, query)
    with pytest.raises(InputRefused):
        records.count(full, "event", [name])
    assert len(titles(full, Query("event"))) == 5


def test_a_kind_that_is_not_there_or_sealed_is_refused(vault: Vault) -> None:
    for kind in ("nope", "identity_vault"):
        for ask in (records.find, records.count_matches):
            with pytest.raises(AppError):
                ask(vault, Query(kind))


def test_a_search_everywhere_shows_the_newest_of_every_kind(full: Vault) -> None:
    records.add(full, "actor", {"alias": "Rio"})
    assert set(titles(full, Query(text="rio"))) == {"Rio", "Rio Seco", "Five"}
    assert len(titles(full, Query(text="rio", limit=1))) == 1
    assert len(titles(full, Query(limit=None))) == 7
    with pytest.raises(InputRefused):
        records.find(full, Query(text="rio", where=(("title", "x"),)))
    assert titles(full, Query(text="five", where=(("ref", "IN-0"),))) == []


@ONE_VAULT
@given(text=st.text(max_size=20))
def test_whatever_is_typed_is_a_question_and_never_an_error(full: Vault, text: str) -> None:
    for query in (Query("event", text=text), Query(text=text), Query("event", text=text, where=(("country", text),))):
        found = records.find(full, query)
        assert not has_words(text) or len(found) <= 50


@ONE_VAULT
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(has_words))
def test_what_was_written_is_found_by_what_was_written(full: Vault, text: str) -> None:
    made, _ = records.add(full, "event", {"description": text})
    assert made.id in {r.id for r in records.find(full, Query("event", text=text, limit=None))}


@pytest.mark.parametrize(
    "query", [Query("event", text="one"), Query("event", where=(("country", "MX"),)), Query(text="one")]
)
def test_where_there_are_more_than_somebody_wants_to_know_no_more_are_counted(full: Vault, query: Query) -> None:
    for number in range(4):
        records.add(full, "event", {"title": f"One {number}", "country": "MX"})
    whole = records.count_matches(full, query)
    assert whole in (5, 6) and records.count_matches(full, query, whole) == whole
    assert 3 < records.count_matches(full, query, 3) <= whole
    assert records.count_matches(full, query, most=0) == 1


def test_a_long_beginning_is_found_beside_the_vaults_own_thread(full: Vault) -> None:
    records.add(full, "event", {"title": "Detention"})
    with full.beside() as reader:
        assert titles(reader, Query("event", text="detentio")) == ["Detention"]


def test_a_long_beginning_finds_what_a_short_one_would_however_many_words_begin_so(full: Vault) -> None:
    few, many = "detention" + "s" * 2, "detainee"
    endings = [f"{many}{number}" for number in range(MOST_ENDINGS + 1)]
    for text in ["detention", few, "detentio", "Détention!", "ditention", *endings]:
        records.add(full, "event", {"description": f"The {text} of that day"})
    assert build_queries(full.con, "the detention") == [("words", '"the" AND ("detention" OR "detentionss")')]
    assert build_queries(full.con, many) == [("words", '"detainee"*')]
    for beginning in ("detent", "detentio", "detention", "detentionss", "detentionx", many, "detainee1"):
        assert len(beginning) > LONGEST_PREFIX
        (_, expression) = build_queries(full.con, beginning)[0]
        whole = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid"
        found = full.con.execute(whole, (expression,)).fetchall()
        assert found == full.con.execute(whole, (f'"{beginning}"*',)).fetchall()


@pytest.mark.parametrize("wanted", ["many", "1e", "0x10"])
def test_what_is_no_number_is_refused_and_what_is_none_is_not_found(vault: Vault, wanted: str) -> None:
    with pytest.raises(InputRefused):
        records.count_matches(vault, Query("act", where=(("age_at_act", wanted),)))
    for odd in ("9" * 400, "nan", "inf", "-1"):
        assert records.count_matches(vault, Query("act", where=(("age_at_act", odd),))) == 0


def test_a_list_is_bounded_by_days_months_and_years(vault: Vault) -> None:
    for day in ("2025-12-31", "2026-03-01", "2026-03-31", "2026-04-01"):
        records.add(vault, "event", {"title": day, "date_start": day})

    def found(*where: tuple[str, str], text: str = "") -> list[str]:
        query = Query("event", text=text, where=where)
        titles = [record.title for record in records.find(vault, query)]
        assert records.count_matches(vault, query) == len(titles)
        return titles

    assert found(("since", "2026-03"), ("until", "2026-03")) == ["2026-03-31", "2026-03-01"]
    assert found(("since", "2026-03-31")) == ["2026-04-01", "2026-03-31"]
    assert found(("until", "2025")) == ["2025-12-31"]
    assert found(("since", "2026"), text="2026-04") == ["2026-04-01"]
    with pytest.raises(InputRefused):
        found(("since", "never"))


def test_a_kind_with_such_a_field_is_filtered_by_its_value_and_by_days(vault: Vault) -> None:
    """A name of a bound is the field of a kind that has one; the long names are bounds everywhere."""
    dam = records.add(vault, "context", {"title": "Dam", "kind": "project"})[0].ref
    for since, until in (("2025-02-01", "2026-03-05"), ("2026-02-01", "2026-03-05"), ("2026-02-01", "2026-04-01")):
        given = {"right": "water", "of": [dam], "text": "No water", "since": since, "until": until}
        records.add(vault, "effect", given)

    def count(kind: str | None, *where: tuple[str, str]) -> int:
        query = Query(kind, where=where)
        assert len(records.find(vault, query)) == records.count_matches(vault, query)
        return records.count_matches(vault, query)

    assert count("effect", ("since", "2026-02-01")) == count("effect", ("until", "2026-03-05")) == 2
    assert count("effect", ("since", "2026-02-01"), ("until", "2026-03-05")) == 1
    assert count("effect", ("until", "2026-03-06")) == 0
    assert count("effect", ("date_from", "2026")) == 2 and count("effect", ("date_to", "2025")) == 1
    assert count(None, ("until", "2025-02")) == 1 and count("context", ("until", "2025")) == 0
