"""Compare the names of a question with the people and bodies behind acts, and keep the question (casework.md 4.6).

An answer is *possible* or *nothing found*, never a finding. Amparo reads the names of all perpetrators in this vault.
The record of a question never leaves the vault.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

import crypto
from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.vault import real_names
from app.domain.casework.name_match import NameIndex
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

KIND, POSSIBLE, ONE_WORD, NOTHING = "vetting", "possible", "one_word", "nothing"
"""The kind of a question, and the three answers (codes of `name_answer`)."""
MOST_NAMES, _MOST_LETTERS, _MOST_WORDS = 2000, 200, 15
_ALLOWED = "vetting_answers"
"""The setting that a paper with answers can be made."""


@frozen
class NameAnswer:
    """The answer about one name: its code, and the records of possible people with their acts, the nearest first."""

    name: str
    answer: str
    people: Sequence[Record] = ()
    acts: Sequence[Record] = ()


def may_answer(vault: Vault) -> bool:
    """Return True if the organisation decided that companies get an answer. The default is no."""
    return vault.get(_ALLOWED) == b"yes"


def allow_answers(vault: Vault, allowed: bool) -> Changed:
    """Keep the decision of the organisation about answers to companies."""
    vault.set(_ALLOWED, b"yes" if allowed else b"no")
    return Changed(frozenset({KIND}))


def read_names(text: str) -> list[str]:
    """Return the names of a text, one in each line and each once. Raises InputRefused for no name or too many."""
    found = list(dict.fromkeys(said for line in text.splitlines() if (said := " ".join(line.split()))))
    long = any(len(name) > _MOST_LETTERS or len(re.findall(r"\w+", name)) > _MOST_WORDS for name in found)
    if not found or len(found) > MOST_NAMES or long:
        raise InputRefused(
            Phrase("Write one name in each line, at most {n} names.", n=MOST_NAMES), "Nothing was compared."
        )
    return found


def check_names(
    vault: Vault, names: Iterable[str], asker: str, reason: str, key: "crypto.Secret | None" = None
) -> tuple[Record, Sequence[NameAnswer], Changed]:
    """Compare names with the file, and keep the question with its answers. Raises InputRefused without a reason.

    Real names count only with the `key` of the open names; the log of names then has the reason.
    """
    doers = _list_doers(vault)
    index = NameIndex((name, id_) for id_, name in _list_names(vault, doers, key, reason))
    answers = [_answer(vault, doers, index, name) for name in names]
    rows = [[one.name, " ".join([one.answer, *(row.ref for row in (*one.people, *one.acts))])] for one in answers]
    checked = "aliases and real names" if key is not None else "aliases"
    given = {"asked_on": clock.today(vault).isoformat(), "for": [asker], "reason": reason, "names": rows,
             "checked": checked}  # fmt: skip
    with records.write_records(vault) as writer:
        id_ = records.register(vault, writer, vault.kinds[KIND], given)
    made = records.record_of(vault, id_.hex())
    return made, answers, Changed(frozenset({KIND}), (id_,))


def read_answers(vault: Vault, record: Record) -> list[NameAnswer]:
    """Return the answers that were kept with a question, with the records that are still there."""
    rows, found = record.fields.get("names"), list[NameAnswer]()
    for row in rows if isinstance(rows, list) else ():
        name, said = map(str, row)
        code, *refs = said.split()
        here = [one for ref in refs if (one := store.find(vault.con, ref)) is not None]
        people = [one for one in here if one.kind != "act"]
        found.append(NameAnswer(name, code, people, [one for one in here if one.kind == "act"]))
    return found


def exclude(vault: Vault, handle: str, name: str) -> Changed:
    """Keep that a possible name is another person, with the compared records: the answer has *nothing found*."""
    record = records.record_of(vault, handle)
    said = [(one.name, NOTHING if one.name == name else one.answer, (*one.people, *one.acts))
            for one in read_answers(vault, record)]  # fmt: skip
    if name not in [one for one, _, _ in said]:
        raise InputRefused("The question does not have this name.", "Nothing was changed.")
    rows = [[one, " ".join([code, *(row.ref for row in found)])] for one, code, found in said]
    return records.edit(vault, record.id.hex(), {"names": rows}, by_program=True)[1]


def note_answer(vault: Vault, record: Record) -> Changed:
    """Keep the day of the answer on paper."""
    given = {"answered_on": clock.today(vault).isoformat()}
    return records.edit(vault, record.id.hex(), given, by_program=True)[1]


def _list_doers(vault: Vault) -> dict[bytes, list[bytes]]:
    """Return the acts of each person and body that did one; a removed act has no answer."""
    number = vault.kinds["involvement"].number
    acts: dict[bytes, list[bytes]] = {}
    there = set(record_lists.list_ids(vault.con, vault.kinds["act"].number))
    for part, act in links.list_pairs(vault.con, number, "act"):
        if act in there:
            acts.setdefault(part, []).append(act)
    found: dict[bytes, list[bytes]] = {}
    for part, who in links.list_pairs(vault.con, number, "perpetrator"):
        if part in acts:
            found.setdefault(who, []).extend(acts[part])
    return found


def _list_names(
    vault: Vault, doers: Iterable[bytes], key: "crypto.Secret | None", why: str
) -> Iterator[tuple[bytes, str]]:
    """Yield each name of the people and bodies with their ids."""
    for id_, one in record_lists.load_all(vault.con, doers).items():
        if one.removed:
            continue
        others = one.fields.get("other_names")
        said = [one.fields.get("alias"), one.fields.get("name"), one.fields.get("own_name"),
                *(others if isinstance(others, list) else ())]  # fmt: skip
        for sealed in real_names.show(vault, key, id_.hex(), why) if key and one.kind == "actor" else ():
            more = sealed.fields.get("other_names")
            said += [sealed.fields.get("real_name"), *(more if isinstance(more, list) else ())]
        yield from ((id_, str(name)) for name in said if name)


def _answer(vault: Vault, doers: dict[bytes, list[bytes]], index: NameIndex[bytes], name: str) -> NameAnswer:
    found = index.find(name)
    if not found:
        return NameAnswer(name, NOTHING)
    ids = dict.fromkeys(act for who in found for act in doers[who])
    here = record_lists.load_all(vault.con, [*found, *ids])
    sure = not all(one.one_word for one in found.values())
    return NameAnswer(name, POSSIBLE if sure else ONE_WORD, [here[id_] for id_ in found if id_ in here],
                      [here[id_] for id_ in ids if id_ in here])  # fmt: skip
