"""Every commitment with a past due date and no outcome is late; nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.overdue import count_overdue_days, list_followed
from tests.domain.strategies import field_values


@given(st.data(), st.sampled_from(sorted(list_followed(KINDS))), st.integers(738_000, 741_000))
def test_late_is_what_has_a_past_date_and_no_end(data: st.DataObject, kind: str, today: int) -> None:
    fields = data.draw(field_values(KINDS[kind]))
    late = count_overdue_days(KINDS[kind], fields, today)
    text = fields.get(list_followed(KINDS)[kind].field)
    past = text is not None and parse_moment(str(text)).last_day < today
    ends = {"undertaking": ("done", "refused", "lapsed", "note"), "intervention": ("stopped", "not_possible")}
    ended = fields.get("status") in ends.get(kind, ())
    answered = bool(fields.get("outcome") or fields.get("response"))
    assert late is None or (late > 0 and past and not ended)
    if past and not ended and not answered:
        assert late == today - parse_moment(str(text)).last_day
    if fields.get("status") == "partly" and past:
        assert late is not None
