"""The words that stand for a record: titles name no person by themselves, search finds what was written."""

from collections.abc import Mapping

from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.record import iterate_search_texts, title_of, words_of
from tests.domain.strategies import WORDS


def title(kind: str, fields: Mapping[str, Value], **linked: str) -> str:
    return title_of(KINDS[kind], fields, lambda role: linked.get(role, ""), WORDS)


def test_a_title_is_made_of_the_declared_fields_and_roles() -> None:
    assert title("actor", {"alias": " Luna "}) == "Luna"
    assert title("act", {"violation": "INT1"}, victim="Luna") == "Beaten / assaulted, Luna"
    assert title("involvement", {"degree": "010100000000"}, perpetrator="Police").startswith("Police, ")
    assert title("place", {}) == "Place"


def test_an_event_without_a_title_is_named_by_act_place_and_date_never_by_a_person() -> None:
    fields: dict[str, Value] = {"date_start": "2024-03", "violation_class": ["INT1", "LIB1"]}
    assert title("event", fields, place="Rio Seco", victim="Luna") == "Beaten / assaulted, arrested, Rio Seco, 2024-03"
    assert title("event", {**fields, "title": "The march"}, place="Rio Seco") == "The march"
    assert title("event", {}) == "Incident"


def test_a_title_is_one_line_and_short() -> None:
    assert title("event", {"title": "a\n b" * 300}).startswith("a b")
    assert len(title("event", {"title": "word " * 300})) <= 200


def test_codes_are_said_in_words_and_unknown_ones_as_they_are() -> None:
    assert words_of(KINDS["act"], "violation", "INT1", WORDS) == "beaten / assaulted"
    assert words_of(KINDS["act"], "violation", "XYZ1", WORDS) == "XYZ1"
    assert words_of(KINDS["act"], "newer", ["a", "b"], WORDS) == "a, b"


def test_search_finds_texts_tags_dates_and_what_a_newer_app_wrote_but_no_codes() -> None:
    fields: dict[str, Value] = {
        "title": "March", "description": "at the well", "date_start": "2024-03-09", "tags": ["water"],
        "violation_class": ["INT1"], "danger": "now", "from_a_newer_app": [["deep", "text"]],
    }  # fmt: skip
    text = "\n".join(value for _, value in iterate_search_texts(KINDS["event"], fields))
    assert text.split("\n") == ["March", "at the well", "2024-03-09", "water", "deep text"]
