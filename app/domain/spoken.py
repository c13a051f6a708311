"""Code words: which state a word says, what is kept of it, and a text without it.

A word is never kept as it was said. A check-in that is written down where the travellers are looks the same whatever
the word was: it says that all is well and bears a seal, from which the base, which has the words, makes out which it
was. A seal is made with a salt of its own; who has neither the words nor guesses them learns nothing from it.
"""

import hashlib
from hmac import compare_digest

from app.domain.fold import words
from app.domain.schedule import Plan

SALT = 8
"""Bytes of a salt."""


def state_said(plan: Plan, said: str) -> str:
    """Return the state that a code word in what was said stands for, one of duress before all; nothing without one."""
    folded = words(said)
    return next((state for word, state in plan.words if _at(folded, word.split()) is not None), "")


def seal(plan: Plan, said: str, salt: bytes) -> str:
    """Return what is kept of the code word in what was said; without one, a seal of all of it."""
    state = state_said(plan, said)
    word = next((word for word, one in plan.words if one == state and state), " ".join(words(said)))
    return f"{salt.hex()}:{_digest(salt, word)}"


def state_of(plan: Plan, sealed: str) -> str:
    """Return the state that a seal says by the words of the plan; nothing where it is none of them."""
    salt, _, digest = sealed.partition(":")
    try:
        key = bytes.fromhex(salt)
    except ValueError:
        return ""
    if len(key) != SALT:
        return ""
    return next((state for word, state in plan.words if word and compare_digest(_digest(key, word), digest)), "")


def without_words(plan: Plan, said: str) -> str:
    """Return what was said without any code word of the plan."""
    parts = said.split()
    for word, _ in plan.words:
        wanted = word.split()
        while wanted:
            folded = [(number, one) for number, part in enumerate(parts) for one in words(part)]
            at = _at([one for _, one in folded], wanted)
            if at is None:
                break
            first, last = folded[at][0], folded[at + len(wanted) - 1][0]
            parts[first : last + 1] = []
    return " ".join(parts)


def _digest(salt: bytes, word: str) -> str:
    return hashlib.blake2b(word.encode(), key=salt, digest_size=16).hexdigest()


def _at(folded: list[str], wanted: list[str]) -> int | None:
    """Return where words stand in a row among others."""
    if not wanted:
        return None
    return next((at for at in range(len(folded) - len(wanted) + 1) if folded[at : at + len(wanted)] == wanted), None)
