"""Sign and check member tokens: a desk's statement that a member can read and answer for it until a time."""

from crypto.errors import CannotOpen
from crypto.manifest import MemberToken
from crypto.signing import SigningKey, verify


def make_token(desk: SigningKey, member: bytes, not_before: int, not_after: int) -> MemberToken:
    """Sign a token for the member with this id_pk (32 B); both times are UTC seconds."""
    signature = desk.sign("member", _signed(member, not_before, not_after))
    return MemberToken(desk.public, member, not_before, not_after, signature)


def check_token(token: MemberToken, desk: bytes, member: bytes, since: int, now: int) -> None:
    """Raise CannotOpen unless `desk` signed this token for `member` (id_pks) and it is valid.

    The token must begin at `since` or later and must not have ended.
    `since` is the time of the desk's last change of all keys: earlier members need a newer token. A token can begin in
    our future, because our clock can be late.
    """
    if (token.desk, token.member) != (desk, member) or not since <= token.not_before or token.not_after < now:
        raise CannotOpen
    verify(desk, token.signature, "member", _signed(member, token.not_before, token.not_after))


def _signed(member: bytes, not_before: int, not_after: int) -> bytes:
    return member + not_before.to_bytes(8, "big") + not_after.to_bytes(8, "big")
