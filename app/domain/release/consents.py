"""Read the newest answer of a person to an audience: a yes by name, alias or role, silence, no answer possible, or no.

Silence is no. An expired yes, a yes to another purpose and a yes for other readers count as silence. The yes of another
person without a reason is silence too. No answer implies another audience, except the purposes in `also`. A yes that
names files (`covers`) is for the bytes of these files, by their SHA-256. It opens no other words, and it ends each
earlier yes for other files. A no is for everything.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import cast

from app.domain.fields import Value
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.release.audiences import Profile
from app.domain.release.consent_answers import NOT_ASKED
from app.domain.release.consent_answers import ConsentAnswer as ConsentAnswer
from app.domain.release.consent_answers import ReleasePaper as ReleasePaper
from app.phrase import Phrase

Consents = Sequence[tuple[bytes, Record]]
"""(person or incident id, consent record) pairs."""
YES = ("given", "given_by_other")
_SAYS = {"APPEAL_NAMED": "named", "UN_TO_GOV": "named", "UN_PUBLIC": "named", "APPEAL_ANON": "role"}
"""Purposes that say the form in their own words; another yes without a form means the alias."""
_FIXED = {"APPEAL_ALIAS": "alias", "APPEAL_ANON": "role"}
"""Purposes whose form no answer can widen."""
_ALSO: Mapping[str, str] = MappingProxyType({"APPEAL_ALIAS": "APPEAL_NAMED"})
"""A purpose, and another one whose answers also count for it.

Consent to the name is also consent to the alias; to withdraw it withdraws both.
"""
_DECIDING = frozenset({
    "state", "purpose", "form", "withdrawn_on", "excepts", "audience", "valid_until", "given_on", "by_whom", "why",
    "covers",
})  # fmt: skip
"""Fields that decide an answer: with two versions of one, a record is no yes until a person chooses."""
_WIDEST = ("role", "alias", "named")
DECIDED = 14
"""Days until a decision about a person who cannot be asked must be reviewed."""


def entry_day(entered: int) -> int:
    """Return the day (ordinal) of a time in UTC seconds."""
    return entered // 86400 + date(1970, 1, 1).toordinal()


def is_about(consent: Record, purpose: str) -> bool:
    """Return True if a consent record has, or can have, the answer to a purpose."""
    purposes = consent.fields.get("purpose", [])
    known = isinstance(purposes, list) and (purpose in purposes or _ALSO.get(purpose) in purposes)
    return known or "purpose" in consent.conflicts


def is_yes(consent: Record) -> bool:
    """Return True for a yes without a withdrawal or two versions in the same record."""
    return not (_is_torn(consent) or consent.fields.get("withdrawn_on")) and consent.fields.get("state") in YES


def _is_torn(consent: Record) -> bool:
    return not _DECIDING.isdisjoint(consent.conflicts)


def is_refusal(consent: Record) -> bool:
    """Return True for a no or a withdrawal."""
    return consent.fields.get("state") in ("refused", "withdrawn") or bool(consent.fields.get("withdrawn_on"))


def list_covered(consent: Record) -> frozenset[str]:
    """Return the SHA-256 of the files that a consent names, in hex; empty if it names none."""
    rows = consent.fields.get("covers", [])
    cells = [row[0] if isinstance(row, list) and row else "" for row in rows] if isinstance(rows, list) else [""]
    return frozenset(map(str, cells))


# The rules 9 to 12 and 16 of `narrowing.tsv`: a yes that is none here.


def is_for_others(consent: Record, person: Record, paper: ReleasePaper) -> bool:
    """Return True if the person named readers, and not the addressee."""
    named = consent.fields.get("audience")
    return isinstance(named, list) and bool(named) and not paper.is_for(named)


def is_for_other_files(consent: Record, person: Record, paper: ReleasePaper) -> bool:
    """Return True if the yes names files, and the paper is about other files only."""
    covered = list_covered(consent)
    return bool(covered) and covered.isdisjoint(paper.files)


def is_foreign(consent: Record, person: Record, paper: ReleasePaper) -> bool:
    """Return True if another vault, which cannot give it, wrote the yes."""
    return consent.origin not in (None, person.origin)


def is_kin_without_reason(consent: Record, person: Record, _: ReleasePaper | None = None) -> bool:
    """Return True for the yes of another person, without the relation, or about somebody who can answer."""
    if consent.fields.get("state") != "given_by_other":
        return False
    fields = person.fields
    cannot = bool(fields.get("deceased") or fields.get("child")) or fields.get("age_group") in ("0-11", "12-17")
    return not (consent.fields.get("by_whom") and (cannot or consent.fields.get("why")))


def is_past(consent: Record, person: Record, paper: ReleasePaper) -> bool:
    """Return True if the yes has expired."""
    until = consent.fields.get("valid_until")
    return bool(until) and parse_moment(str(until)).last_day < paper.today


_REASONS = (
    (is_for_other_files, Phrase("the yes is for other files")),
    (is_for_others, Phrase("the yes is for other readers")),
    (is_past, Phrase("expired")),
    (is_kin_without_reason, Phrase("write the person who answered, and the reason")),
)


def _first_day(consent: Record, undated: int = 0) -> int:
    given = consent.fields.get("given_on")
    return parse_moment(str(given)).first_day if given else undated


def _at(consent: Record, undated: int | None = None) -> tuple[int, int]:
    """Return the day of an answer as an ordinal, and the time of its entry that counts."""
    fields, entered = consent.fields, entry_day(consent.created)
    if is_yes(consent):
        return min(_first_day(consent, entered if undated is None else undated), entered), consent.created
    dated = fields.get("withdrawn_on") or (fields.get("given_on") if fields.get("state") != "withdrawn" else None)
    return (
        parse_moment(str(dated)).last_day if dated and not _is_torn(consent) else entry_day(consent.updated),
        consent.updated,
    )


def is_limit(consent: Record) -> bool:
    """Return True for a no, for the end of a yes, for two versions, and for a yes to some readers or files only."""
    open_ = consent.fields.get("state") in (*YES, "not_asked", "cannot_be_asked") and not _is_torn(consent)
    return not open_ or any(consent.fields.get(name) for name in ("withdrawn_on", "audience", "covers"))


def is_later(yes: Record, other: Record) -> bool:
    """Return True if a yes is surely later than another answer.

    A yes counts from its first possible day, at the latest from the day of its record. Without a date, it is older than
    each limit: a vault that receives it enters it again. Another answer counts until its last possible day. On the same
    day, the order of entry decides between two answers of this vault.
    """
    (first, entered), (last, after) = _at(yes, 0 if is_limit(other) else None), _at(other)
    return first > last or (first == last and yes.origin is None is other.origin and entered > after)


def find_missing_date(given: Mapping[str, Value], known: Sequence[Record], today: int, now: int) -> dict[str, Value]:
    """Return a date for a new answer without one, if its order among the known answers needs it.

    A yes after a limit has the days since that limit. Each other yes stays without a date, so that each no closes it.
    A no is not before a known yes, whatever the clock. `today` is an ordinal, `now` in UTC seconds.
    """
    yes = given.get("state") in YES and not given.get("withdrawn_on")
    on = given.get("withdrawn_on") or (given.get("given_on") if yes or given.get("state") == "refused" else None)
    if on:
        return {} if yes else _move_no(parse_moment(str(on)).last_day, known, now)
    return _date_yes(given, known, today) if yes else _date_no(given, known, today, now)


def find_no_of_day(given: Mapping[str, Value], known: Sequence[Record], today: int) -> tuple[list[str], bool]:
    """Return the purposes of a new yes with a no on its day, and True if one of these is a withdrawal.

    `given` has a yes and purposes; `today` is an ordinal.
    """
    on = given.get("given_on") or _date_yes(given, known, today).get("given_on")
    day = parse_moment(str(on)).first_day if on else today
    noes = [row for row in known if is_refusal(row) and _at(row)[0] == day]
    found = {one: row for one in cast(list[str], given["purpose"]) for row in noes if is_about(row, one)}
    return list(found), any(row.fields.get("withdrawn_on") for row in found.values())


def _date_yes(given: Mapping[str, Value], known: Sequence[Record], today: int) -> dict[str, Value]:
    rows = [row for row in known if any(is_about(row, one) for one in cast(list[str], given["purpose"]))]
    first = min(max((_at(row)[0] + 1 for row in rows), default=0), today)
    return {"given_on": _spell(first, today)} if any(map(is_limit, rows)) else {}


def _move_no(day: int, known: Sequence[Record], now: int) -> dict[str, Value]:
    """Return a longer date for a dated no, if a yes of its day has a later time of entry: the clock was wrong."""
    ahead = any(is_yes(row) and _first_day(row) == day and row.created > now for row in known)
    return {"withdrawn_on": _spell(day, day + 1)} if ahead else {}


def _date_no(given: Mapping[str, Value], known: Sequence[Record], today: int, now: int) -> dict[str, Value]:
    newest = max((_first_day(row) + (row.created > now) for row in known if is_yes(row)), default=0)
    needed = given["state"] == "withdrawn" or (given["state"] == "refused" and newest > today)
    return {"withdrawn_on": _spell(max(today, newest))} if needed else {}


def _spell(*days: int) -> str:
    return "/".join(dict.fromkeys(date.fromordinal(min(day, date.max.toordinal())).isoformat() for day in days))


def _answer_to(purpose: str, person: Record, rows: Iterable[Record], paper: ReleasePaper) -> ConsentAnswer:
    """Return the newest answer to one purpose, or the stricter one of two."""
    asked = sorted((row for row in rows if not row.removed and is_about(row, purpose)), key=_at, reverse=True)
    counting = [row for row in asked if not (is_yes(row) and is_foreign(row, person, paper))]
    return _choose(purpose, [(row, _read_row(row, person, paper)) for row in _list_near(counting, person, paper)])


def _list_near(rows: Sequence[Record], person: Record, paper: ReleasePaper) -> Sequence[Record]:
    """Return the answers that count for the files of a paper: without an open yes for them, a yes for other files too.

    That yes opens nothing, but it ends each earlier one without files. For words, it does not count at all.
    """
    near = [row for row in rows if not (is_yes(row) and is_for_other_files(row, person, paper))]
    return rows if paper.files and not _is_named(near, person, paper) else near


def _is_named(near: Sequence[Record], person: Record, paper: ReleasePaper) -> bool:
    """Return True if a yes that names the files of a paper counts, and no limit ended it."""
    read = [(row, _read_row(row, person, paper).is_yes) for row in near]
    limits = [row for row, yes in read if not yes]
    return any(yes and list_covered(row) and all(is_later(row, one) for one in limits) for row, yes in read)


def _choose(purpose: str, read: Sequence[tuple[Record, ConsentAnswer]]) -> ConsentAnswer:
    others = [pair for pair in read if not pair[1].is_yes]
    sure = [row for row, one in read if one.is_yes and all(is_later(row, other) for other, _ in others)]
    if sure:
        return _choose_yes(purpose, sure)
    return max((one for _, one in others), key=lambda one: one.column == "no", default=ConsentAnswer())


def _choose_yes(purpose: str, sure: Sequence[Record]) -> ConsentAnswer:
    """Return the newest yes, or the narrowest one that can be the newest."""
    newest = max(sure, key=lambda row: _at(row, 0))
    days = (0, _first_day(newest))
    rows = [newest, sure[0], *(row for row in sure if row.origin and _first_day(row) in days)]
    answers = [ConsentAnswer(f"yes_{_form(purpose, row)}", row, Phrase("yes")) for row in rows]
    return min(answers, key=lambda one: (_WIDEST.index(one.column.removeprefix("yes_")), -len(one.excepts)))


def _read_row(row: Record, person: Record, paper: ReleasePaper) -> ConsentAnswer:
    """Return the answer of one consent record."""
    if not is_yes(row):
        return _closed(row, paper)
    why = next((why for rule, why in _REASONS if rule(row, person, paper)), None)
    return ConsentAnswer("yes" if why is None else "silent", row, why or Phrase("yes"))


def _form(purpose: str, row: Record) -> str:
    if purpose in _FIXED:
        return _FIXED[purpose]
    form = str(row.fields.get("form", ""))
    return form if form in _WIDEST else _SAYS.get(purpose, "alias")


def _closed(row: Record, paper: ReleasePaper) -> ConsentAnswer:
    if is_refusal(row):
        return ConsentAnswer("no", row, Phrase("no"))
    if _is_torn(row):
        column = "silent" if {"state", "withdrawn_on"}.isdisjoint(row.conflicts) else "no"
        return ConsentAnswer(column, row, Phrase("{ref} has different values. Choose between them first.", ref=row.ref))
    state = str(row.fields.get("state", ""))
    if state == "cannot_be_asked":
        decided = _is_decided(row, paper)
        return ConsentAnswer("cannot" if decided else "silent", row, Phrase("cannot be asked"))
    return ConsentAnswer("silent", row, Phrase("expired") if state == "expired" else NOT_ASKED)


def _is_decided(row: Record, paper: ReleasePaper) -> bool:
    """Return True if a decision about a person who cannot be asked is on record and need not be reviewed yet."""
    review = row.fields.get("review_on")
    if not (row.fields.get("why") and row.fields.get("decided_by") and review):
        return False
    return paper.today <= parse_moment(str(review)).last_day <= entry_day(row.updated) + DECIDED


def find_answer(person: Record, consents: Consents, paper: ReleasePaper) -> ConsentAnswer:
    """Return the answer of a person to the audience of a paper."""
    rows = [consent for id_, consent in consents if id_ == person.id]
    opens = [_answer_to(purpose, person, rows, paper) for purpose in paper.audience.opens]
    further = _first((_answer_to(purpose, person, rows, paper) for purpose in paper.audience.also), "yes")
    if (yes := _first(opens, "yes")) is not None:
        return _widen(yes, further)
    return _first(opens, "no") or further or _first(opens, "cannot") or next(iter(opens), ConsentAnswer())


def _first(answers: Iterable[ConsentAnswer], column: str) -> ConsentAnswer | None:
    return next((one for one in answers if one.column.startswith(column)), None)


def _widen(yes: ConsentAnswer, further: ConsentAnswer | None) -> ConsentAnswer:
    """Return a yes with the form of a further one, if the person did not choose the form."""
    chosen = yes.record is not None and bool(yes.record.fields.get("form"))
    return yes if chosen or further is None else ConsentAnswer(further.column, yes.record, yes.why)


def answers_yes(person: Record, purpose: str, consents: Consents, paper: ReleasePaper) -> bool:
    """Return True if this person's newest answer for a single purpose is yes for the readers and files of a paper."""
    return _answer_to(purpose, person, [row for id_, row in consents if id_ == person.id], paper).is_yes


def has_consent(
    person: Record, purpose: str, consents: Iterable[tuple[bytes, Record]], today: int = 0, bound: bool = False
) -> bool:
    """Return True if this person's newest answer for a single purpose is yes; unclear answers count as no.

    It counts for any reader, and with `bound` for any file. `today` is a day as an ordinal; 0 asks for no expiry.
    """
    rows = [consent for id_, consent in consents if id_ == person.id]
    named = (row.fields.get("audience") for row in rows)
    readers = tuple(str(reader) for one in named if isinstance(one, list) for reader in one)
    files = frozenset(chain.from_iterable(map(list_covered, rows))) if bound else frozenset[str]()
    return _answer_to(purpose, person, rows, ReleasePaper(Profile("", "", ""), today, readers, files=files)).is_yes


def reopens(person: Record, *sides: Sequence[Record]) -> bool:
    """Return True if one of two records of a person has a no, which a yes of the other would end."""
    known = [[(person.id, row) for row in side] for side in sides]
    noes = [(side, one) for side in known for one in _purposes([row for _, row in side if is_refusal(row)])]
    both = list(chain(*known))
    return any(
        has_consent(person, one, both, bound=True) and not has_consent(person, one, side, bound=True)
        for side, one in noes
    )


_KEPT = frozenset({"STORE", "USE_STATS"})
"""Purposes that permit no sharing."""


def list_unwilling(asked: Iterable[Record], consents: Consents) -> list[Record]:
    """Return the people (or incidents) among `asked` who answered, and agreed at most to storage and statistics."""
    return [record for record in asked if _is_unwilling(record, [row for row in consents if row[0] == record.id])]


def has_no(known: Consents, purposes: Iterable[str]) -> bool:
    """Return True if each purpose has a no, and each vault reads that no as later than any yes."""
    yeses = [row for _, row in known if is_yes(row)]
    noes = [row for _, row in known if is_refusal(row) and not _is_torn(row)]
    return _purposes([no for no in noes if not any(_may_follow(yes, no) for yes in yeses)]) >= {*purposes}


def _may_follow(yes: Record, no: Record) -> bool:
    """Return True if some vault can read a yes as later than a no: one that wrote both knows their order."""
    first, last = _first_day(yes), _at(no)[0]
    both = yes.origin == no.origin and (no.origin is not None or yes.created > no.updated)
    return first > last or (first == last and both)


def has_withdrawn(person: Record, consents: Consents) -> bool:
    """Return True if a person withdrew a consent, and did not give it again."""
    rows = [row for id_, row in consents if id_ == person.id and not row.removed]
    gone = _purposes([row for row in rows if row.fields.get("state") == "withdrawn" or row.fields.get("withdrawn_on")])
    return not all(has_consent(person, purpose, consents) for purpose in gone)


def has_refused(person: Record, consents: Consents) -> bool:
    """Return True if a person refused or withdrew a purpose, and gave no later yes to it."""
    noes = [row for id_, row in consents if id_ == person.id and not row.removed and is_refusal(row)]
    return not all(has_consent(person, purpose, consents, bound=True) for purpose in _purposes(noes))


def _is_unwilling(record: Record, consents: Consents) -> bool:
    answers = [row for _, row in consents if not row.removed and (row.fields.get("state") in YES or is_refusal(row))]
    purposes = _purposes(answers) - _KEPT
    return bool(answers) and not any(has_consent(record, purpose, consents, bound=True) for purpose in purposes)


def _purposes(answers: Collection[Record]) -> set[str]:
    rows = [row.fields.get("purpose") for row in answers]
    return {str(purpose) for row in rows if isinstance(row, list) for purpose in row}
