"""Check every text that leaves the vault, write the answers of a person into it, and let nothing else leave.

Every way out asks here: papers, sealed reports, appeal texts, names of files. The audience Internal is not checked.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import cast

from attrs import evolve, field, frozen

from app.actions.kernel.records import record_of
from app.actions.records import record_merges
from app.actions.release.known_names import NamesChecked, count_names, find_names, list_label_words
from app.actions.release.known_places import find_fine_places, list_bodies, read_places
from app.actions.release.leak_limits import limits_of as limits_of
from app.actions.release.released_names import log_named
from app.domain.fields import Type, Value
from app.domain.kind import SEAL, Kind
from app.domain.leaks.known_terms import KnownTerm, KnownTerms
from app.domain.leaks.leak_search import (
    FILE_NAME,
    PUBLIC,
    find_aliased,
    find_leaks,
    find_named,
    finding_id,
    is_of_person,
    rewrite,
)
from app.domain.leaks.leak_values import (
    EDIT,
    GAP,
    HIDDEN_WORDS,
    KEEP,
    NOT_A_NAME,
    REPLACE,
    AudienceLimits,
    Finding,
    LeakAnswer,
    LeakAnswers,
    LeakClass,
    Weight,
    keep_reasons,
    refusal,
)
from app.domain.leaks.leak_words import LeakWords, parse_words
from app.domain.leaks.neutral_words import cut_gaps
from app.domain.leaks.paper_texts import Content, read_texts, write_texts
from app.domain.leaks.tokens import base_word, split_tokens
from app.domain.record import Record
from app.domain.redact import Profile, Selection
from app.domain.search_normalisation import fold
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import resources
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

INTERNAL = "internal"
"""The only audience without a check."""
MOST = 20
"""Most words in one notice."""
_UNCHECKED = "names"
_SAID = "leaks.no_names"
_ROUNDS = 4
"""Most checks in a row: an answer can bring new words, which are checked too."""
_WRITTEN = (Type.TEXT, Type.PROSE, Type.TAGS, Type.ROWS)
PROGRAM_WORDS = frozenset({"lang", "import_key", "mime", "sha256", "time_zone", "times", SEAL})
"""Fields with values that the program reads; in an old record, the language can be any text."""


@frozen
class LeakReport:
    """The result of a check: the texts with the answers in them, all findings, and those without a valid answer.

    `answers` are the answers that were used, by finding. `refused` gives the reason for each refused answer.
    """

    audience: str = INTERNAL
    texts: Mapping[str, str] = field(factory=dict)
    findings: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    answers: Mapping[str, LeakAnswer] = field(factory=dict)
    refused: Mapping[str, str] = field(factory=dict)
    names: NamesChecked = NamesChecked.NONE
    named: frozenset[bytes] = frozenset()
    """The people whose known real names are in the texts; an empty id is an unknown person."""

    cut: int = 0
    """The sentences that are left out, because more than one gap is in each."""

    aliased: frozenset[bytes] = frozenset()
    """The people whose aliases are in the texts, because the audience may read them."""

    @property
    def rows(self) -> tuple[tuple[str, str, str, int], ...]:
        """Return what a register can keep: class, answer, reason and number of places, never the words."""
        given = ((one, self.answers.get(one.id)) for one in self.findings)
        return tuple((one.kind.value, a.does, a.reason, len(one.spans)) for one, a in given if a is not None)

    @property
    def kept_people(self) -> tuple[bytes, ...]:
        """Return the known people of the words that a person kept for another reason than NOT_A_NAME."""
        given = ((one, self.answers.get(one.id)) for one in self.findings)
        kept = (one.people for one, a in given if a is not None and a.does == KEEP and a.reason != NOT_A_NAME)
        return tuple(sorted({id_ for people in kept for id_ in people}))

    @property
    def summary(self) -> Phrase:
        """Return one line: how many findings were replaced and kept, and if names were checked."""
        done = [answer.does for answer in self.answers.values()]
        kept = done.count(KEEP)
        words = Phrase("{replaced} replaced, {kept} kept, names checked: {names}")
        return Phrase(words, replaced=len(done) - kept, kept=kept, names=Phrase(self.names.value))

    @property
    def notices(self) -> tuple[Phrase, ...]:
        """Return one sentence about words that can point at a person, or nothing."""
        hints = dict.fromkeys(one.words for one in self.findings if one.weight is Weight.NOTICE)
        said = "; ".join(list(hints)[:MOST])
        cut = (Phrase("Sentences with more than one gap are left out: {n}.", n=self.cut),) if self.cut else ()
        told = Phrase("These words can point at a person: {words}. Read them again.", words=said)
        return (*cut, told) if hints else cut

    def need_answers(self) -> None:
        """Raise LeaksFound if a finding has no valid answer."""
        if self.open:
            raise LeaksFound(self)


CLEAN = LeakReport()
"""The report of a text for ourselves, or without words of people."""


class LeaksFound(InputRefused):
    """A text has words that must not leave, and nobody has answered yet; nothing was written or queued."""

    def __init__(self, report: LeakReport) -> None:
        super().__init__(
            Phrase("Findings of the leak check without an answer: {n}.", n=len(report.open)),
            "Nothing left. Answer each finding with --resolve FILE, or replace them all with --replace-all.",
            [describe_finding(report, one) for one in report.open],
        )
        self.report = report


def describe_finding(report: LeakReport, finding: Finding) -> dict[str, object]:
    """Return a finding in the form of the command line."""
    row: dict[str, object] = {
        "finding": finding.id, "class": finding.kind.value, "weight": finding.weight.name.lower(),
        "words": finding.words, "times": len(finding.spans), "sentence": finding.sentence,
        "replace_with": finding.instead, "keep": list(keep_reasons(finding, report.audience)),
    }  # fmt: skip
    return row | ({"refused": report.refused[finding.id]} if finding.id in report.refused else {})


def parse_answers(text: str, audience: str, paper: str) -> LeakAnswers:
    """Return the answers of a file for one audience and one paper.

    Its form is {"audience", "paper", "answers": {ID: {"does", "words", "reason"}}}. Raises InputRefused for another
    form, and for answers to another paper or audience.
    """
    ours = {"audience": audience, "paper": paper}
    try:
        document = json.loads(text)
        head = {name: document.get(name) for name in ours}
        given = {
            str(key): LeakAnswer(**{name: str(value) for name, value in row.items()})
            for key, row in document.get("answers", {}).items()
        }
    except (ValueError, TypeError, AttributeError):
        raise InputRefused(
            "These are no answers to a leak check.", 'Write {"answers": {"FINDING": {"does": "replace"}}}.'
        ) from None
    if head != ours:
        raise InputRefused(
            "These answers are not for this paper and these readers.",
            Phrase("Nothing left. Write new answers in a file with: {head}", head=json.dumps(ours, ensure_ascii=False)),
        )
    return LeakAnswers(given)


@cache
def load_words() -> LeakWords:
    """Return the word lists."""
    return parse_words((resources() / "release" / "leak_words.tsv").read_text("utf-8"))


def check_texts(
    vault: Vault, texts: Mapping[str, str], limits: AudienceLimits, answers: LeakAnswers = LeakAnswers(),
    hidden: Mapping[str, Sequence[tuple[str, str]]] = {}, before: Mapping[str, str] = {},
) -> LeakReport:  # fmt: skip
    """Return the findings of texts for an audience, and the texts with the answers written into them.

    Replaced and edited words are checked again, so no answer brings in other words unseen. `hidden` is the hidden data
    of each file that leaves, by its name. `before` are the texts without the wording of a person.
    """
    if limits.audience == INTERNAL or not (hidden or any(text.strip() for text in texts.values())):
        return evolve(CLEAN, texts=texts)
    words = load_words()
    names, state = find_names(vault, words)
    known = [_known_terms(vault), *([names] if names is not None else [])]
    free, places = _free_words(vault), read_places(vault)
    bodies = KnownTerms.of(KnownTerm(name, LeakClass.UNKNOWN, instead=kind) for name, kind in list_bodies(vault))
    said: Mapping[str, str] = dict(texts)
    seen, near = dict[str, Finding](), {key: set[bytes]() for key in texts}
    if before:
        find_leaks(before, known, limits, words, free, near, bodies)  # also the people whom the wording left out
    of, typed, asked = partial(answers.of, audience=limits.audience), _list_typed(answers), tuple[Finding, ...]()
    for at_first in (True, *[False] * (_ROUNDS - 1)):
        at = KnownTerms.of(find_fine_places(vault, places, limits, said.values()))
        found = find_leaks(said, [*known, at], limits, words, free, near, bodies)
        if at_first:  # later, nobody asks about the words that a person typed as an answer
            asked, free = tuple(one for one in found if of(one) is None), free | typed
        seen = {one.id: one for one in found} | seen
        before, said = said, rewrite(said, found, lambda one: None if _refused(one, of(one), limits) else of(one))
        if said == before:
            break
    more = [_of_file(name, lines, limits) for name, lines in hidden.items() if lines] + _of_names(vault, state)
    found = tuple({one.id: one for one in (*asked, *found)}.values())
    report = _report((*found, *more), seen | {one.id: one for one in more}, said, limits, of, state)
    aliased = frozenset(find_aliased(said, known[0], limits, words))
    return evolve(report, named=find_named(said, known[1:], limits, words), aliased=aliased)


def _list_typed(answers: LeakAnswers) -> frozenset[str]:
    typed = (one.words for one in answers.given.values() if one.does == EDIT)
    return frozenset(base_word(token.word) for words in typed for token in split_tokens(words))


def _report(
    found: Sequence[Finding], seen: Mapping[str, Finding], said: Mapping[str, str], limits: AudienceLimits,
    of: Callable[[Finding], LeakAnswer | None], state: NamesChecked,
) -> LeakReport:  # fmt: skip
    """Return the report of the last check: the findings of now (`found`), and those of all checks (`seen`)."""
    refused = {one.id: why for one in found if (why := _refused(one, of(one), limits))}
    still = [one for one in found if one.weight is not Weight.NOTICE and _is_open(of(one), one.id in refused)]
    used = {id_: answer for id_, one in seen.items() if (answer := of(one)) is not None and id_ not in refused}
    return LeakReport(limits.audience, said, tuple(seen.values()), tuple(still), used, refused, state)


def _of_names(vault: Vault, state: NamesChecked) -> list[Finding]:
    if state is not NamesChecked.CLOSED:
        return []
    line = Phrase("Names were not checked: {n} real names are kept here.", n=count_names(vault))
    return [Finding(_UNCHECKED, LeakClass.UNCHECKED, Weight.ASK, line, (), line, (0, 0))]


def _of_file(name: str, lines: Sequence[tuple[str, str]], limits: AudienceLimits) -> Finding:
    """Return the finding about a file: nothing in it can be replaced, so a person gives a reason or leaves it out."""
    what = tuple(Phrase("{what} {text}", what=HIDDEN_WORDS[code], text=text) if text else HIDDEN_WORDS[code]
                 for code, text in lines)  # fmt: skip
    said = Phrase("{name}: {what}.", name=name, what=what)
    id_ = finding_id(LeakClass.FILE, str(said), limits.audience)
    return Finding(id_, LeakClass.FILE, Weight.STOP, said, (), said, (0, 0))


def _refused(finding: Finding, answer: LeakAnswer | None, limits: AudienceLimits) -> str:
    return refusal(finding, answer, limits.audience) if answer is not None else ""


def _is_open(answer: LeakAnswer | None, refused: bool) -> bool:
    """Return True without a valid answer, and for words that are still there after they were replaced."""
    return answer is None or refused or answer.does in (REPLACE, EDIT)


def check_paper(
    vault: Vault, content: Content, limits: AudienceLimits, answers: LeakAnswers = LeakAnswers(),
    before: Mapping[str, str] = {},
) -> tuple[Content, LeakReport]:  # fmt: skip
    """Return a finished paper with the answers in it, and its report; `before` are its texts without a wording."""
    if limits.audience == INTERNAL:
        return content, CLEAN
    report = check_texts(vault, read_texts(content), limits, answers, before=before)
    if limits.audience == PUBLIC:
        said = {key: cut_gaps(text) for key, text in report.texts.items()}
        texts = {key: text for key, (text, _) in said.items()}
        report = evolve(report, texts=texts, cut=sum(n for _, n in said.values()))
    return write_texts(content, report.texts), report


def has_home(vault: Vault, address: Sequence[str]) -> bool:
    """Return True for an address with the house of a known person: a letterhead has no answer to a finding."""
    known = [one for one in (_known_terms(vault), find_names(vault, load_words())[0]) if one is not None]
    return any(is_of_person(one, known) for one in address if any(map(str.isdigit, one)))


def has_real_name(vault: Vault, texts: Mapping[str, str]) -> bool:
    """Return True for texts with a real name, if the names are open or were open in this sitting."""
    names = find_names(vault, load_words())[0] if texts else None
    return names is not None and bool(find_named(texts, [names], AudienceLimits(INTERNAL), load_words()))


def check_records(
    vault: Vault, chosen: Selection, profile: Profile, own: Sequence[str], answers: LeakAnswers = LeakAnswers(),
    files: Mapping[str, str] = {}, hidden: Mapping[str, Sequence[tuple[str, str]]] = {},
) -> tuple[Selection, LeakReport]:  # fmt: skip
    """Return the records of a sealed report with the answers in their texts, and the report.

    `files` are the names of its files by key; they are in the texts of the report under "file:" and their key. `hidden`
    is their hidden data.
    """
    if profile.name == INTERNAL:
        return chosen, CLEAN
    texts = {f"{FILE_NAME}{key}": name for key, name in files.items()}
    for record in chosen.records:
        texts |= {f"{record.id.hex()}.{name}.{at}": text
                  for name, at, text in _texts_of(vault.kinds[record.kind], record)}  # fmt: skip
    report = check_texts(vault, texts, limits_of(vault, profile, chosen.records, own, readers=own), answers, hidden)
    changed = {key: text for key, text in report.texts.items() if texts[key] != text}
    records = tuple(_with_texts(vault.kinds[record.kind], record, changed) for record in chosen.records)
    return evolve(chosen, records=records), report


def _texts_of(kind: Kind, record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield the field, the position in it and the text of everything that a person wrote in a record."""
    for name, value in record.fields.items():
        declared = kind.fields.get(name)
        if (name not in PROGRAM_WORDS or name == "lang") and (declared is None or declared.type in _WRITTEN):
            yield from ((name, at, text) for at, text in _parts(value, "") if text.strip())


def _parts(value: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _parts(one, f"{at}/{number}")
    elif isinstance(value, str):
        yield at, value


def _with_texts(kind: Kind, record: Record, changed: Mapping[str, str]) -> Record:
    """Return a record with other texts; a signature over the earlier ones goes."""
    fields = dict(record.fields)
    for name, at, _ in list(_texts_of(kind, record)):
        if (after := changed.get(f"{record.id.hex()}.{name}.{at}")) is not None:
            way = [int(step) for step in at.split("/") if step]
            fields[name] = cast(Value, _with_part(fields[name], way, after))
            fields.pop(SEAL if kind.signed else "", None)
    return record._replace(fields=fields)


def _with_part(value: object, way: Sequence[int], after: str) -> object:
    if not way or not isinstance(value, list):
        return after
    return [_with_part(one, way[1:], after) if number == way[0] else one for number, one in enumerate(value)]


def _known_terms(vault: Vault) -> KnownTerms:
    """Return the aliases and contacts of the vault, also of removed people, and earlier ones."""
    con, people, contact = vault.con, vault.kinds["actor"].number, vault.kinds["contact"]
    now = dict(record_lists.read_aliases(con, people))
    terms = [KnownTerm(alias, LeakClass.ALIAS, id_, alias, whole=False) for id_, alias in now.items() if alias]
    said = {*now.values()}
    for id_, alias in record_lists.list_all_values(con, people, "alias"):
        who = id_ if id_ in now else _find_heir(vault, id_)
        if alias != now.get(who) and fold(alias) != fold(now.get(who) or ""):
            instead = GAP if alias in said else now.get(who) or GAP
            terms.append(KnownTerm(alias, LeakClass.ALIAS, who, instead, whole=False, earlier=True))
    names = (name for _, name in record_lists.list_all_values(con, contact.number, "display_name"))
    titles = dict.fromkeys((*record_lists.list_titles(con, contact.number), *names))
    terms += [KnownTerm(title, LeakClass.CONTACT, whole=False) for title in titles if title != contact.label]
    return KnownTerms.of(terms)


def _find_heir(vault: Vault, id_: bytes) -> bytes:
    """Return the person into which somebody merged a removed person, or the removed person."""
    kept = record_merges.heir(vault, record_of(vault, id_.hex()))
    return kept.id if kept is not None else id_


def _free_words(vault: Vault) -> frozenset[str]:
    """Return the folded words that are in a list, or that somebody said to be no name."""
    said = json.loads(vault.get(_SAID) or b"[]")
    return list_label_words(vault.words) | frozenset(
        base_word(token.word) for one in said for token in split_tokens(one)
    )


def let_leave(vault: Vault, report: LeakReport, what: str) -> None:
    """Log the real names in the texts of a report, and remember its answers; `what` names it for the log.

    Raises LeaksFound if a finding has no valid answer.
    """
    report.need_answers()
    log_named(vault, report.named, what)
    remember_answers(vault, report)


def remember_answers(vault: Vault, report: LeakReport) -> None:
    """Remember the words that a person said to be no name; only of questions, never of a stop."""
    said = json.loads(vault.get(_SAID) or b"[]")
    fresh = [
        one.words for one in report.findings
        if one.kind is LeakClass.UNKNOWN and one.id in report.answers
        and report.answers[one.id] == LeakAnswer(KEEP, "", NOT_A_NAME)
    ]  # fmt: skip
    if missing := [word for word in dict.fromkeys(fresh) if word not in said]:
        vault.set(_SAID, json.dumps([*said, *missing], ensure_ascii=False).encode())
