"""No body of a report does more than be taken, named or refused: types confused, kinds mixed up, ids used twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.domain.kinds import KINDS
from app.errors import AppError, NotOpened
from crypto import BodyChange, BodyEdit, BodyLink, Copied, ReportBody
from tests.actions.bodies import NEW, body, change, event
from tests.actions.pairs import Pair, everything, get

LEAF = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=8)
VALUE = LEAF | st.lists(LEAF | st.lists(LEAF, max_size=2), max_size=3)
NAME = st.sampled_from([n for k in KINDS.values() for n in k.fields]) | st.text(max_size=6)
ID = st.sampled_from([NEW, b"b" * 16, b"c" * 16])
FIELDS = st.dictionaries(NAME, VALUE, max_size=4)
ROWS = st.builds(Copied, ID, st.sampled_from(list(KINDS)) | st.text(max_size=5), FIELDS)
EDITS = st.dictionaries(NAME, st.builds(BodyEdit, st.lists(ID, max_size=2).map(tuple), VALUE), max_size=3)
CHANGES = st.builds(
    BodyChange, st.binary(min_size=16, max_size=16) | ID, ID, st.sampled_from([b"1" * 32, b"2" * 16]),
    st.integers(0, 2**63 - 1), st.integers(0, 2**32 - 1), EDITS,
)  # fmt: skip
ROLE = st.sampled_from([r.name for k in KINDS.values() for r in k.roles]) | st.text(max_size=5)
LINKS = st.builds(BodyLink, st.binary(min_size=16, max_size=16) | ID, ID, ROLE, ID, st.booleans())
BODIES = st.builds(
    ReportBody, st.text(max_size=5), st.lists(ROWS, max_size=4).map(tuple), st.lists(CHANGES, max_size=5).map(tuple),
    st.lists(LINKS, max_size=4).map(tuple),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(mail=BODIES)
def test_no_body_does_more_than_be_refused(pair: Pair, mail: ReportBody) -> None:
    """Types confused, kinds mixed up, ids used twice: it is taken, named or refused, and what is ours stays."""
    ours = everything(pair.ana)["card"]
    report = pair.mail(mail)
    try:
        inbox.look(pair.ana, report)
        done, _ = inbox.accept(pair.ana, report)
    except AppError:
        return
    for id_ in done.added:
        records.show(pair.ana, id_.hex())
        records.history(pair.ana, id_.hex())
        sharing.preview(pair.ana, [id_.hex()], "internal")
    assert everything(pair.ana)["card"] == ours
    assert get(pair.ana, pair.ben_here.id) == pair.ben_here


def test_one_record_under_two_kinds_is_not_well_formed(pair: Pair) -> None:
    report = pair.mail(body(event(date_start="2024"), Copied(NEW, "place", {"date_start": "not a date"})))
    before = everything(pair.ana)
    with pytest.raises(NotOpened):
        inbox.accept(pair.ana, report)
    assert everything(pair.ana) == before


def test_a_field_without_a_name_is_no_date_of_a_kind_that_has_none(pair: Pair) -> None:
    report = pair.mail(body(Copied(NEW, "place", {"": [-2930], "name": "Rio Seco"})))
    inbox.look(pair.ana, report)
    assert inbox.accept(pair.ana, report)[0].added == [NEW]


def test_changes_of_a_record_that_is_not_in_the_report_do_nothing(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours"})
    done = pair.accept(body(event(title="x"), changes=(change(ours.id, pair.ben.author, "title", "Theirs"),)))
    assert (done.proposals, get(pair.ana, ours.id).title) == ([], "Ours")


def test_thousands_of_changes_are_taken_in_one_go(pair: Pair) -> None:
    ids = [n.to_bytes(16, "big") for n in range(3_000)]
    rows = [BodyChange(id_, NEW, pair.ben.author, n, 0, {"title": BodyEdit(tuple(ids[n - 1 : n]) if n else (), str(n))})
            for n, id_ in enumerate(ids)]  # fmt: skip
    assert pair.accept(body(event(title="2999"), changes=tuple(reversed(rows)))).added == [NEW]
    assert get(pair.ana, NEW).title == "2999"


def test_a_stamp_at_the_end_of_time_is_kept_as_the_last_date(pair: Pair) -> None:
    pair.accept(body(event(title="x"), changes=(change(NEW, pair.ben.author, "title", "x", stamp=2**63 - 1),)))
    (taken,) = records.history(pair.ana, NEW.hex())
    assert taken.stamp < 2**48
