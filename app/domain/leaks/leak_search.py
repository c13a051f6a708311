"""Find everything in finished texts that an audience must not read, and write the answers into them."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import evolve, frozen

from app.domain.appeal_consent import define_role, written_in
from app.domain.leaks.known_terms import KnownHit, KnownTerm, KnownTerms, KnownWords
from app.domain.leaks.leak_values import (
    ALIASED,
    CLOSED,
    EDIT,
    GAP,
    LEFT_OUT,
    NAMED,
    REPLACE,
    ROLE,
    AudienceLimits,
    Finding,
    FindingSpan,
    LeakAnswer,
    LeakClass,
    Weight,
)
from app.domain.leaks.leak_words import LeakWords
from app.domain.leaks.neutral_words import Replaced, is_common_noun, neutralise
from app.domain.leaks.odd_spellings import find_odd
from app.domain.leaks.role_hints import find_doer_words, find_role_words
from app.domain.leaks.tokens import JOINT, Token, base_word, join_pieces, list_phrases, list_stems, split_tokens
from app.domain.leaks.unknown_names import find_unknown_names, iterate_hints
from app.domain.leaks.written_patterns import NATIONAL, PatternHit, find_patterns
from app.domain.search_normalisation import fold

FILE_NAME = "file:"
"""The beginning of the key of a file name, in which no unknown names are sought."""
_ENDS = re.compile(r"(?<=[.!?؟])\s|\n\s*\n|\n(?=[-•*–])")
_STOP = re.compile(r"[.!?؟]\s")
SHORT = 2
"""Letters and a space: a shorter rest next to a finding is no name."""
PUBLIC = "public"
LONGEST = 300
"""Characters of a sentence that are shown."""


@frozen
class _Place:
    start: int
    end: int
    kind: LeakClass
    weight: Weight
    instead: str
    agreed: bool = False
    term: str = ""
    """The text of the known term, which groups its places."""
    people: frozenset[bytes] = frozenset()


def find_leaks(
    texts: Mapping[str, str], known: Sequence[KnownWords], limits: AudienceLimits, words: LeakWords,
    no_names: Collection[str] = (), near: Mapping[str, set[bytes]] = {}, bodies: KnownTerms = KnownTerms(),
) -> tuple[Finding, ...]:  # fmt: skip
    """Return one finding for the same words in all texts, worst first.

    `texts` gives the texts by key. `no_names` are folded words of lists, and words that no person has as a name.
    `bodies` are names of organisations and places: only a whole one is not asked about. Words in `limits.own` are no
    finding. `near` keeps the people whose names are findings in each text: they limit its places and times, also after
    an answer removed the name.
    """
    limits = evolve(limits, own=(*limits.own, *(one for one in limits.issuer if not is_of_person(one, known))))
    may = (*limits.own, *limits.names)
    own = frozenset(base_word(token.word) for one in may for token in split_tokens(one))
    free, sure = list_phrases(may), list_phrases(limits.own)
    areas = list_phrases(limits.areas)
    search = _Search(known, limits, words, own, own | frozenset(no_names), free, sure, bodies, areas)
    found: dict[tuple[LeakClass, str], list[tuple[str, _Place]]] = defaultdict(list)
    read: dict[tuple[str, bool, frozenset[bytes]], tuple[Sequence[_Place], frozenset[bytes]]] = {}
    for key, text in texts.items():
        people = near.get(key, set())
        at = text, key.startswith(FILE_NAME), frozenset(people)
        if at not in read:  # a long list says the same words in many rows
            read[at] = search.places(*at[:2], people), frozenset(people)
        people |= read[at][1]
        for place in read[at][0]:
            said = " ".join(fold(place.term or text[place.start : place.end]).split())
            found[place.kind, said].append((key, place))
    return tuple(
        sorted(
            (_finding(texts, limits.audience, *one) for one in found.items()),
            key=lambda one: (one.weight, one.kind.value),
        )
    )


def is_of_person(said: str, known: Sequence[KnownWords]) -> bool:
    """Return True for the name, the address or a number of a known person."""
    tokens, number = split_tokens(said), _end_of_number(said)
    phones = (term for one in known for term in getattr(one, "terms", ()) if number and term.kind is LeakClass.REACH)
    hits = (hit for one in known for hit in one.scan(tokens) if hit.complete)
    sealed = (LeakClass.NAME, LeakClass.HOME, LeakClass.REACH, LeakClass.NUMBER)
    return any(hit.terms[0].kind in sealed for hit in hits) or any(_end_of_number(one.text) == number for one in phones)


def _end_of_number(said: str) -> str:
    digits = re.sub(r"\D", "", fold(said))
    return digits[-NATIONAL:] if len(digits) >= NATIONAL else ""


def find_named(
    texts: Mapping[str, str], known: Sequence[KnownWords], limits: AudienceLimits, words: LeakWords
) -> frozenset[bytes]:
    """Return the people whose real names are in texts; an empty id is an unknown person."""
    search = _Search(known, limits, words, frozenset(), frozenset(), frozenset(), frozenset(), KnownTerms())
    return frozenset(person for text in {*texts.values()} for person in search.named(text))


def find_aliased(texts: Mapping[str, str], known: KnownWords, limits: AudienceLimits, words: LeakWords) -> set[bytes]:
    """Return the people whose aliases are in texts because this audience may read them."""
    search = _Search([known], limits, words, frozenset(), frozenset(), frozenset(), frozenset(), KnownTerms())
    return {person for text in {*texts.values()} for person in search.aliased(text)}


def put_terms(text: str, terms: KnownTerms, instead: Mapping[bytes, str]) -> str:
    """Return a text with other words for whole terms of some people; prefixes of an Arabic word stay.

    The longest term wins, and a word with another first letter, capital or small, is no term.
    """
    tokens, last, parts = split_tokens(text), 0, list[str]()
    hits = sorted((hit for hit in terms.scan(tokens) if hit.in_order), key=lambda hit: (hit.first, -hit.last))
    for hit in hits:
        first, (term, *_) = tokens[hit.first], hit.terms
        words = term.text.split()
        start = first.start + max(0, len(first.said) - len("".join(words) if hit.first == hit.last else words[0]))
        if first.start < last or text[start : start + 1] != term.text[:1]:
            continue
        parts += [text[last:start], instead.get(term.person, text[start : tokens[hit.last].end])]
        last = tokens[hit.last].end
    return "".join((*parts, text[last:]))


def finding_id(kind: LeakClass, said: str, audience: str) -> str:
    """Return the id of a finding: 8 hex digits of its class, its folded words and its audience.

    So an answer for one audience is none for another.
    """
    return hashlib.sha256(f"{audience}\0{kind.value}\0{said}".encode()).hexdigest()[:8]


def _finding(
    texts: Mapping[str, str], audience: str, what: tuple[LeakClass, str], places: Sequence[tuple[str, _Place]]
) -> Finding:  # fmt: skip
    key, first = places[0]
    text = texts[key]
    before = max(0, first.start - LONGEST // 2)
    start = max((m.end() for m in _ENDS.finditer(text, before, first.start)), default=before)
    stop = _ENDS.search(text, first.end, first.end + LONGEST)
    end = min(stop.start() if stop else len(text), first.end + LONGEST)
    return Finding(
        finding_id(*what, audience), what[0], min(place.weight for _, place in places), text[first.start : first.end],
        tuple(FindingSpan(block, place.start, place.end, place.instead) for block, place in places),
        text[start:end], (first.start - start, first.end - start), all(place.agreed for _, place in places),
        frozenset().union(*(place.people for _, place in places)),
    )  # fmt: skip


@frozen
class _Search:
    known: Sequence[KnownWords]
    limits: AudienceLimits
    words: LeakWords
    own: frozenset[str]
    no_names: frozenset[str]
    free: frozenset[tuple[str, ...]]
    sure: frozenset[tuple[str, ...]]
    """Those of the free phrases that are also free as the alias of somebody whom the audience must not read about."""
    bodies: KnownTerms
    areas: frozenset[tuple[str, ...]] = frozenset()
    """The places that leave with their records."""

    def places(self, text: str, is_file: bool, near: set[bytes]) -> Sequence[_Place]:
        """Return the places of one text without overlaps: the worst and longest win."""
        name = text
        if is_file:
            text = re.sub(r"[_\W]", " ", text)
        tokens = self._begin_after_labels(text, split_tokens(text))
        bodies = [Replaced(tokens[hit.first].start, tokens[hit.last].end, hit.terms[0].instead)
                 for hit in self.bodies.scan(tokens)]  # fmt: skip
        hits = [
            one for one in self._hits(name, tokens, is_file) if is_file or not self._is_by_chance(text, bodies, *one)
        ]
        found = [one for said, hit in hits for one in self._of_hit(text, said, hit)]
        near.update(*(one.people for one in found))
        limits = evolve(self.limits.narrow(near), moments=frozenset()) if near else self.limits
        written = find_patterns(text, tokens, limits, self.words)
        found += [_Place(hit.start, hit.end, hit.kind, hit.weight, self._withheld(text, hit)) for hit in written]
        if not is_file:
            whole = [(said[0].start, said[-1].end) for said, hit in hits if hit.in_order]
            whole += [one[:2] for one in bodies]
            whole += [(hit.start, hit.end) for hit in written if hit.kind is LeakClass.TIME]
            asked = find_unknown_names(text, tokens, self.words, partial(self._is_known, whole))
            found += self._of_words(tokens, asked, LeakClass.UNKNOWN, Weight.ASK)
            found += self._of_words(tokens, iterate_hints(tokens, self.words), LeakClass.HINT, Weight.NOTICE)
            found += self._of_role(text, tokens, find_role_words(text, tokens, self.limits.unnamed), LeakClass.HINT)
            found += self._of_role(text, tokens, find_doer_words(tokens, self.limits.doers), LeakClass.DOER)
        return _without_overlaps(self._neutral(text, bodies, one) for one in found)

    def _neutral(self, text: str, bodies: Sequence[Replaced], one: _Place) -> _Place:
        if one.weight is Weight.NOTICE:
            return one
        at, limits = Replaced(one.start, one.end, one.instead), self.limits
        (start, end, instead), said = neutralise(text, at, one.kind, bodies, limits)
        return evolve(one, start=start, end=end, instead=instead, term=one.term if at[:2] == (start, end) else said)

    def _is_by_chance(
        self, text: str, bodies: Iterable[Replaced], said: Sequence[Token], hit: KnownHit
    ) -> bool:  # fmt: skip
        """Return True for words of an alias from two sentences, and for a common word in the name of a body.

        So is the town of the facts in the alias of a body (“police of …”). Each word of the alias is then searched
        alone. A whole alias and a real name are never there by chance.
        """
        if hit.in_order or hit.terms[0].kind is LeakClass.NAME:
            return False
        start, end = said[0].start, said[-1].end
        names = (any(self.words.has("body", token.word) for token in split_tokens(term.text)) for term in hit.terms)
        town = tuple(base_word(token.word) for token in said) in self.areas and all(names)
        if town or (any(token.begins for token in said[1:]) and _STOP.search(text, start, end)):
            return True
        inside = any(first <= start and end <= last for first, last, _ in bodies)
        return inside and not hit.complete and all(self._is_common(token.word) for token in said)

    def _begin_after_labels(self, text: str, tokens: list[Token]) -> list[Token]:
        """Return the words of a text; one after a label of ours and its colon begins a sentence."""
        labels = "|".join(map(re.escape, self.limits.labels))
        begin = {one.end() for one in re.finditer(rf"(?<!\w)(?:{labels})\s?:\s", text)} if labels else set()
        return [evolve(token, begins=True) if token.start in begin else token for token in tokens]

    def _withheld(self, text: str, hit: PatternHit) -> str:
        """Return the words for something with a form; a number or an address leaves a word, for a whole sentence."""
        said = self.limits.withheld.get(written_in(text, self.limits.language))
        if hit.kind not in (LeakClass.REACH, LeakClass.NUMBER) or said is None:
            return hit.instead
        number, address, other = said
        if hit.kind is LeakClass.NUMBER:
            return other
        return address if any(map(str.isalpha, text[hit.start : hit.end])) else number

    def _is_known(self, whole: Collection[tuple[int, int]], token: Token) -> bool:
        known = base_word(token.word) in self.no_names
        return known or any(start <= token.start < end for start, end in whole)

    def named(self, text: str) -> Iterator[bytes]:
        """Yield the people of the real names in one text."""
        for said, hit in self._hits(text, split_tokens(text)):
            if self._weight(said, hit) is Weight.STOP:
                people = [one.person for one in hit.terms if one.kind is LeakClass.NAME]
                yield from [one for one in people if self.limits.form(one) == NAMED] or people

    def aliased(self, text: str) -> Iterator[bytes]:
        """Yield the people with an alias that this audience may read, if it or a rare word of it is in one text."""
        for said, hit in self._hits(text, split_tokens(text)):
            if hit.in_order or not all(self._is_common(token.word) for token in said):
                yield from (one.person for one in hit.terms if one.kind is LeakClass.ALIAS and self._may(one))

    def _hits(
        self, text: str, tokens: Sequence[Token], is_file: bool = False
    ) -> Iterator[tuple[Sequence[Token], KnownHit]]:  # fmt: skip
        """Yield known words, each with its tokens: first as written, then with the pieces of words put together."""
        for words in (tokens, join_pieces(text, tokens, self._is_common)):
            for source in self.known:
                for hit in (*source.scan(words), *find_odd(words, source, is_file)):
                    said = words[hit.first : hit.last + 1]
                    if words is tokens or any(JOINT in one.said for one in said):
                        yield said, hit

    def _of_role(
        self, text: str, tokens: Sequence[Token], said: Iterable[tuple[int, int]], kind: LeakClass
    ) -> list[_Place]:  # fmt: skip
        """Return words of a role or a perpetrator: a question in public; elsewhere a notice, which changes nothing."""
        asks = self.limits.audience == PUBLIC
        weight = Weight.ASK if asks else Weight.NOTICE
        found = self._of_words(tokens, said, kind, weight)
        return found if asks else [evolve(one, instead=text[one.start : one.end]) for one in found]

    def _of_words(
        self, tokens: Sequence[Token], found: Iterable[tuple[int, int]], kind: LeakClass, weight: Weight
    ) -> list[_Place]:
        return [_Place(tokens[first].start, tokens[last].end, kind, weight, GAP) for first, last in found]

    def _of_hit(self, text: str, said: Sequence[Token], hit: KnownHit) -> Iterator[_Place]:
        """Yield the place of known words, or nothing if this audience may read them."""
        words = tuple(base_word(token.word) for token in said)
        phrase = (base_word(hit.spelt),) if hit.spelt else words
        free = self.sure if self._is_closed(hit) else self.free
        own = phrase in free or (not hit.complete and self.own.issuperset(phrase))
        if own or (hit.spelt and self.own.issuperset(words)) or any(self._may(term) for term in hit.terms):
            return
        weight, term = self._weight(said, hit), hit.terms[0]
        if weight is not None:
            agreed = all(self.limits.forms.get(one.person) == NAMED for one in hit.terms)
            instead = self._instead(text, hit.terms)
            if (
                instead != GAP
                and term.kind in (LeakClass.PLACE, LeakClass.HOME)
                and is_common_noun(text, said[0].start)
            ):
                instead, weight = GAP, Weight.ASK if term.kind is LeakClass.PLACE else weight
            alone = term.text if len(hit.terms) == 1 and hit.complete else ""
            people = frozenset(one.person for one in hit.terms if one.person)
            yield _Place(said[0].start, said[-1].end, term.kind, weight, instead, agreed, alone, people)

    def _is_closed(self, hit: KnownHit) -> bool:
        """Return True for the whole alias of somebody whom the audience must not read about."""
        (term, *_) = hit.terms
        closed = self.limits.forms.get(term.person) in (LEFT_OUT, CLOSED)
        return hit.in_order and term.kind is LeakClass.ALIAS and not term.earlier and closed

    def _may(self, term: KnownTerm) -> bool:
        form = self.limits.form(term.person) if term.person and not term.earlier else ""
        if term.kind is LeakClass.NAME:
            return form == NAMED and self.limits.says_names
        return term.kind is LeakClass.ALIAS and form in (NAMED, ALIASED)

    def _weight(self, said: Sequence[Token], hit: KnownHit) -> Weight | None:
        """Return the weight of known words, or None if they are only common words here."""
        name = hit.terms[0].kind is LeakClass.NAME
        written = any(token.capital or not token.said[0].isascii() for token in said)
        common = all(self._is_common(token.word) for token in said)
        if hit.spelt:
            plural = said[0].said.islower() and said[0].word in (f"{hit.spelt}s", f"{hit.spelt}es")
            return None if common or ((name or plural) and self._is_common(hit.spelt)) else Weight.ASK
        if common and not written and hit.terms[0].kind is LeakClass.PLACE and len(said) == 1:
            return None  # the French “sur”, and not the district Sur
        if not name and (hit.in_order or (hit.alone and not common)):
            return Weight.STOP
        if common and not written:
            return None
        if name:
            return Weight.STOP if hit.complete or not common else Weight.ASK
        return Weight.ASK if hit.complete or not (common and said[0].begins) else None

    def _is_common(self, word: str) -> bool:
        return any(stem in self.words.no_names for stem in list_stems(word))

    def _instead(self, text: str, terms: Sequence[KnownTerm]) -> str:
        found = {self._by_form(text, term) for term in terms}
        return found.pop() if len(found) == 1 else GAP

    def _by_form(self, text: str, term: KnownTerm) -> str:
        if not term.person:
            return term.instead
        form = self.limits.form(term.person)
        if form in (ALIASED, NAMED):
            return term.instead
        if form == ROLE and term.kind in (LeakClass.NAME, LeakClass.ALIAS):
            somebody = self.limits.somebody
            language = written_in(text, self.limits.language)
            role = self.limits.roles.get(term.person, "")
            known = define_role(role) if role and written_in(role) == language else ""
            return known or somebody.get(language) or somebody.get("en", GAP)
        return GAP


def _without_overlaps(found: Iterable[_Place]) -> Sequence[_Place]:
    kept: list[_Place] = []
    for place in sorted(found, key=lambda one: (one.weight, one.start - one.end, one.start)):
        over = [one for one in kept if one.start < place.end and place.start < one.end]
        if not over or (place.weight is Weight.NOTICE and all(one.weight < place.weight for one in over)):
            kept.append(place)
        elif place.kind is LeakClass.UNKNOWN:
            last = max(one.end for one in over)
            if place.end - last > SHORT and min(one.start for one in over) <= place.start:
                kept.append(evolve(place, start=last + 1))
            elif min(one.start for one in over) - place.start > SHORT:
                kept.append(evolve(place, end=min(one.start for one in over) - 1))
        elif place.people:  # another person with the same words
            same = [one for one in over if place.start <= one.start and one.end <= place.end]
            kept = [evolve(one, people=one.people | place.people) if one in same else one for one in kept]
    return sorted(kept, key=lambda one: one.start)


def rewrite(
    texts: Mapping[str, str], findings: Iterable[Finding], answer_of: Callable[[Finding], LeakAnswer | None]
) -> dict[str, str]:
    """Return the texts with the answers written into them; a finding that is kept or open stays."""
    changes: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for finding in findings:
        answer = answer_of(finding)
        if answer is not None and answer.does in (REPLACE, EDIT):
            for span in finding.spans:
                said = answer.words if answer.does == EDIT else span.instead
                changes[span.block].append((span.start, span.end, said))
    after = dict(texts)
    for key, rows in changes.items():
        for start, end, said in sorted(rows, reverse=True):
            after[key] = after[key][:start] + said + after[key][end:]
    return after
