"""Read QR codes in a picture: the code of a nearby session, or the codes that together hold a card.

A card is larger than one code that a telephone can photograph, so it is cut into several. The first has the head of the
card with its length. The order of the others is the one in which the signature of the card holds. A picture is read in
the confined child, in memory, and never stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

import crypto
from app.errors import InputRefused
from app.phrase import Phrase

PART = 700
"""The most bytes of a card in one code: version 22 with error correction M, 105 modules a side."""
MOST_PARTS = 7
"""The most codes of one card that are put together: their orders are tried one by one."""
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_NOTHING = Phrase("Nothing was added. Choose another picture.")


class PartMissing(InputRefused):
    """Some codes of a card are read, others are missing; `codes` are the read ones, `dropped` those of another card."""

    def __init__(self, codes: Sequence[bytes], total: int, dropped: bool) -> None:
        super().__init__(
            Phrase("{read} of the {total} codes of this card were read.", read=len(codes), total=total),
            Phrase(
                "This code is from another card. Amparo deleted the codes of the first card. Add a picture "
                "of the other codes."
            )
            if dropped
            else Phrase("Add a picture of the other codes."),
        )
        self.codes = codes


def cut(card: bytes) -> list[bytes]:
    """Return the contents of the codes for a card: parts of nearly equal size, of at most PART bytes each."""
    count = -(-len(card) // PART)
    size = -(-len(card) // count)
    return [card[at : at + size] for at in range(0, len(card), size)]


def read_codes(picture: bytes) -> list[bytes]:
    """Return the contents of the QR codes in a picture. Raises InputRefused if there are none, in one sentence."""
    from app.exchange.sandbox_client import MOST_READ, NotConfined, Reader

    if len(picture) > MOST_READ:
        raise InputRefused("This picture is larger than 64 MiB.", _NOTHING)
    try:
        with Reader() as reader:
            codes = reader.codes(picture)
    except NotConfined as open_:
        raise InputRefused(
            "This computer cannot open pictures from other people safely.", "Amparo did not read the picture."
        ) from open_
    if codes is None:
        raise InputRefused("Amparo cannot read this picture, or it is too large.", _NOTHING)
    if not codes:
        raise InputRefused(
            "No QR code was found in this picture.", "Take the picture again: straight, near and in good light."
        )
    return codes


def card_of(file: bytes, before: Iterable[bytes] = ()) -> bytes:
    """Return the card in a picture as `card_in`, and any other file as it is: it is checked when it is added."""
    return card_in(file, before) if file.startswith(_PICTURES) else file


def card_in(picture: bytes, before: Iterable[bytes] = ()) -> bytes:
    """Return the card in a picture, with the codes of the pictures `before`.

    The first code of another card drops the codes before it. Only the codes of one card are put in order, because the
    orders of the codes of several cards are too many. Raises PartMissing if the picture has a part of a card only,
    InputRefused if it has no card or several.
    """
    old, new = list(before), read_codes(picture)
    is_other = any(crypto.stated_card_size(code) for code in new) and any(
        crypto.stated_card_size(code) and code not in new for code in old
    )
    codes = list(dict.fromkeys(new if is_other else [*old, *new]))
    heads = [code for code in codes if crypto.stated_card_size(code)]
    rest = [code for code in codes if code not in heads]
    if len(heads) > 1:
        raise InputRefused("There are several cards in this picture.", "Choose a picture with one card only.")
    if len(rest) > MOST_PARTS:
        raise InputRefused("There are too many codes in this picture.", "Choose a picture with one card only.")
    cards = {card for head in heads for card in _join(head, rest)}
    if len(cards) > 1:
        raise InputRefused("There are several cards in this picture.", "Choose a picture with one card only.")
    if cards:
        return cards.pop()
    if not heads:
        raise _no_card(codes)
    total = -(-crypto.stated_card_size(heads[0]) // len(heads[0]))
    if len(codes) >= total:
        raise InputRefused("These codes belong to different cards.", _NOTHING)
    raise PartMissing(codes, total, is_other)


def _no_card(codes: Sequence[bytes]) -> InputRefused:
    """Return the refusal of codes among which no card begins."""
    if any(code.startswith(b"AMPINV") for code in codes):
        return InputRefused(
            "This code contains only the name of a card, not the card.",
            "Ask for the card itself, as a file or as codes.",
        )
    return InputRefused("This code contains no card, or the first part of the card is missing.", _NOTHING)


def _join(head: bytes, rest: Sequence[bytes]) -> Iterator[bytes]:
    """Yield each card that begins with `head` and continues with some of the `rest`, in any order."""
    size = crypto.stated_card_size(head)
    for count in range(len(rest) + 1):
        for order in permutations(rest, count):
            card = head + b"".join(order)
            if len(card) != size:
                continue
            try:
                crypto.read_card(card, tried=True)
            except crypto.NeedsNewerApp as newer:
                raise InputRefused("This card needs a newer Amparo.", "Nothing was added.") from newer
            except crypto.CryptoError:
                continue
            else:
                yield card


def nearby_code_in(picture: bytes) -> str:
    """Return the code of a nearby session in a picture. Raises InputRefused if there is none, or more than one."""
    found = set[str]()
    for code in read_codes(picture):
        text = code.decode("ascii", "replace")
        try:
            crypto.NearbyInvite.read(text)
        except crypto.CryptoError:
            continue
        found.add(text)
    if len(found) > 1:
        raise InputRefused("This picture has codes of several nearby sessions.", "Choose a picture with one code only.")
    if not found:
        raise InputRefused("This is not the code of a nearby session.", "Nothing was sent. Choose another picture.")
    return found.pop()
