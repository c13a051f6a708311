"""vCards: what is written comes back equal, another reader reads the same, and what others write is taken as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputRefused
from app.exchange import vcard
from app.exchange.vcard import VCard, VCardChannel
from tests.domain.strategies import LINE, WORDS

NAMED = LINE.filter(bool)
URIS = st.sampled_from(["xmpp:heron@example.org", "im:heron", "https://example.org/a?b=c,d;e", "no uri at all"])
WAYS = st.builds(
    VCardChannel, st.sampled_from(WORDS["channel_kind"].codes), NAMED | URIS, st.integers(0, 99),
    st.lists(st.sampled_from(WORDS["channel_use"].codes), unique=True).map(tuple), LINE,
)  # fmt: skip
LISTS = st.lists(NAMED, min_size=1, max_size=3).map(tuple)
MORE = st.fixed_dictionaries({}, optional=dict.fromkeys(("can_do", "reach", "reach_where", "speed", "hours"), LISTS))
CARDS = st.builds(
    VCard, NAMED, LINE, LINE, LINE, LINE, LINE, st.lists(NAMED, max_size=3).map(tuple), LINE,
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=90),
    st.lists(WAYS, max_size=3).map(tuple), MORE,
)  # fmt: skip


@given(st.lists(CARDS, min_size=1, max_size=3))
def test_what_is_written_comes_back_equal(cards: list[VCard]) -> None:
    assert vcard.read(vcard.write(cards).encode()) == cards


@given(CARDS)
def test_no_line_is_longer_than_75_octets_and_none_parts_a_character(card: VCard) -> None:
    lines = vcard.write([card]).encode().split(b"\r\n")
    assert all(len(line) <= 75 and line.decode() is not None for line in lines)


def independent(text: str) -> list[tuple[str, str]]:
    """Read names and values another way: by one regular expression over the whole unfolded text (RFC 6350, 3.3)."""
    quoted = r'(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,\r\n]*)(?:,(?:"[^"]*"|[^";:,\r\n]*))*)*'
    found = re.findall(rf"^([A-Za-z0-9-]+)({quoted}):(.*?)\r$", re.sub("\r\n[ \t]", "", text), re.MULTILINE)
    return [(name, re.sub(r"\\([\\,;])", r"\1", value.replace("\\n", "\n"))) for name, _, value in found]


def test_another_reader_finds_the_same_in_it() -> None:
    ways = (
        VCardChannel("phone", "+999 55 01", 1, ("urgent",), 'AB:"CD"'),
        VCardChannel("email", "heron@example.org", 2),
    )
    card = VCard("Heron, of the river", "urn:uuid:1", "The office; north", "Lawyer", "Velmora", "KE", ("fr", "ar"),
                "Africa/Nairobi", "", ways, {"can_do": ("shelter",)})  # fmt: skip
    said = dict(independent(vcard.write([card])))
    assert said["FN"] == "Heron, of the river" and said["ORG"] == "The office; north"
    assert said["TEL"] == "+999 55 01" and said["EMAIL"] == "heron@example.org" and said["TZ"] == "Africa/Nairobi"
    assert said["VERSION"] == "4.0" and "NOTE" not in said


def test_what_a_telephone_wrote_is_read() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Rio;;;;\nFN:Rio\nitem1.TEL;TYPE=CELL,pref:+999 7\n"
        "EMAIL;TYPE=INTERNET:rio@\n example.org\nPHOTO;ENCODING=b:AAAA\nTEL;VALUE=uri:tel:+9998\nEND:VCARD\n"
    )
    (card,) = vcard.read(text.encode())
    assert card == VCard(
        "Rio",
        ways=(
            VCardChannel("phone", "+999 7", 1),
            VCardChannel("email", "rio@example.org"),
            VCardChannel("phone", "+9998"),
        ),
    )


@pytest.mark.parametrize(
    "text", ["", "BEGIN:VCARD\nVERSION:4.0\nFN:A", "BEGIN:VCARD\nVERSION:2.1\nFN:A\nEND:VCARD", "FN:A", "\xff",
             "BEGIN:VCARD\nVERSION:4.0\nFN:\nEND:VCARD"],
)  # fmt: skip
def test_what_is_no_vcard_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        vcard.read(text.encode("latin-1"))


@given(st.binary(max_size=200) | st.text(alphabet='BEGIN:VCARD\n;="^\\,FNTELX-', max_size=80).map(str.encode))
def test_no_bytes_make_the_reader_stumble(data: bytes) -> None:
    for whole in (data, b"BEGIN:VCARD\nVERSION:4.0\n" + data + b"\nFN:A\nEND:VCARD\n"):
        try:
            vcard.read(whole)
        except InputRefused:
            continue
