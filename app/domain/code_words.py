"""Code words: find their state in a text, seal them for storage, and remove them from a text.

A word is never stored as text. A check-in that is recorded at the travellers' place looks the same for every word: it
says that all is well and has a seal. The base has the words, and finds the word from the seal. Each seal has a separate
salt. Only a person who has or guesses the words can learn the state from it.

A text that is nearly the danger word counts as the danger word: a false alarm costs less than a missed one. All other
words are exact.
"""

import hashlib
from collections.abc import Callable
from hmac import compare_digest

from app.domain.schedule import CheckinPlan
from app.domain.search_normalisation import words

SALT = 8
"""Length of a salt in bytes."""
_JOINED = frozenset(f"{first}{second}" for first in ("", "و", "ف") for second in ("", "ال", "بال", "كال", "لل", *"بكل"))
"""Arabic letters that are written as one with the next word: and, so, the, with, as, for."""
ENDING, SHORTEST, MISTYPED = 2, 3, 5
"""Letters of an ending, and of the shortest danger words that can have an ending or one wrong letter."""
Match = Callable[[str, str], bool]


def state_said(plan: CheckinPlan, said: str) -> str:
    """Return the state of the code word in a text, duress before all others; empty without a code word."""
    folded = words(said)
    found = (state for word, state in plan.words if _at(folded, word.split(), _match(plan, state)) is not None)
    return next(found, "")


def is_nearly_danger(plan: CheckinPlan, said: str) -> bool:
    """Return True if a text counts as danger, and its word is only nearly the danger word."""
    exact = (_at(words(said), word.split()) for word, state in plan.words if state == "duress")
    return state_said(plan, said) == "duress" and all(at is None for at in exact)


def seal(plan: CheckinPlan, said: str, salt: bytes) -> str:
    """Return the seal of the code word in a text, as it is stored; without a code word, a seal of the complete text."""
    state = state_said(plan, said)
    word = next((word for word, one in plan.words if one == state and state), " ".join(words(said)))
    return f"{salt.hex()}:{_digest(salt, word)}"


def state_of(plan: CheckinPlan, sealed: str) -> str:
    """Return the state of a seal by the words of the plan; empty if no word matches."""
    salt, _, digest = sealed.partition(":")
    try:
        key = bytes.fromhex(salt)
    except ValueError:
        return ""
    if len(key) != SALT:
        return ""
    return next((state for word, state in plan.words if word and compare_digest(_digest(key, word), digest)), "")


def without_words(plan: CheckinPlan, said: str) -> str:
    """Return a text without the code words of the plan."""
    parts = said.split()
    for word, state in plan.words:
        wanted = word.split()
        while wanted:
            folded = [(number, one) for number, part in enumerate(parts) for one in words(part)]
            at = _at([one for _, one in folded], wanted, _match(plan, state))
            if at is None:
                break
            first, last = folded[at][0], folded[at + len(wanted) - 1][0]
            parts[first : last + 1] = []
    return " ".join(parts)


def _digest(salt: bytes, word: str) -> str:
    return hashlib.blake2b(word.encode(), key=salt, digest_size=16).hexdigest()


def _at(folded: list[str], wanted: list[str], match: Match | None = None) -> int | None:
    """Return the position of a sequence of words in a list, or None."""
    if not wanted:
        return None
    spans = range(len(folded) - len(wanted) + 1)
    return next((at for at in spans if all(map(match or _is_word, folded[at : at + len(wanted)], wanted))), None)


def _match(plan: CheckinPlan, state: str) -> Match:
    """Return the comparison for the word of a state. Another word of the plan is never nearly the danger word."""
    if state != "duress":
        return _is_word
    others = {part for word, one in plan.words if one != state for part in word.split()}
    return lambda said, word: _is_word(said, word) or (said not in others and _is_nearly(said, word))


def _is_word(said: str, word: str) -> bool:
    """Return True if a folded word of a text is the code word, in Arabic also with the letters that join it."""
    return said == word or (said.endswith(word) and said[: -len(word)] in _JOINED)


def _is_nearly(said: str, word: str) -> bool:
    """Return True if a folded word is the danger word with an ending or one wrong letter."""
    bare = (said[len(joined) :] for joined in _JOINED if said.startswith(joined))
    return len(word) >= SHORTEST and any(_has_ending(one, word) or _has_wrong_letter(one, word) for one in bare)


def _has_ending(said: str, word: str) -> bool:
    stems = (word, word[:-1]) if word.endswith("y") and said.endswith("ies") else (word,)
    return any(said.startswith(stem) and len(said) - len(word) <= ENDING for stem in stems)


def _has_wrong_letter(said: str, word: str) -> bool:
    """Return True if one letter is wrong, missing, additional, or swapped with the next one."""
    same = next((at for at, pair in enumerate(zip(said, word, strict=False)) if len(set(pair)) > 1), None)
    same = min(len(said), len(word)) if same is None else same
    one, other = said[same:], word[same:]
    is_swapped = one[:2] == other[:2][::-1] and one[2:] == other[2:]
    return len(word) >= MISTYPED and (one[1:] == other[1:] or one == other[1:] or one[1:] == other or is_swapped)
