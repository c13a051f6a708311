"""The possible papers of a record, and one paper as it will be made."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.record_context import Inside
from app.actions.outgoing import letterheads
from app.actions.outgoing.output import Output, OutputResult
from app.actions.outgoing.wording import KeptWording, PaperText
from app.actions.papers import paper_makers
from app.actions.release.leak_limits import AREAS
from app.actions.release.released_names import OpenNames
from app.domain.casework.aid import THIN
from app.domain.frame import FramedSheet
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES, WithheldItem
from app.domain.sheet import Sheet
from app.errors import InputRefused
from app.gui.style.dates import title_words
from app.gui.style.text import WRITTEN, Text
from app.phrase import Phrase
from app.store.records.record_lists import load_all
from app.store.vault.open_vault import Vault

MOST = 12
"""Withheld fields that are listed; a number shows how many there are."""
MOST_ASKED = 4
"""People without a yes, each with a button for the answer."""


RELEASE = "press-release"
"""The paper with a headline, and a contact on its letterhead."""


@frozen
class PaperChoice:
    """One paper that can be made: its key, name and one line, its formats, its audiences and languages (key, name)."""

    key: str
    name: str
    help: str
    forms: tuple[str, ...]
    audiences: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]


@frozen
class PaperWish:
    """A choice: the key of a paper, its audience, its language, and the number of its letterhead (0: none).

    `named`: with real names. `confirmed` are sensitive parts: the id of a record in hex, and `sexual` or `health`.
    """

    name: str
    profile: str
    language: str = "en"
    letterhead: int = 0
    named: bool = False
    confirmed: tuple[tuple[str, str], ...] = ()
    embargo: str = ""
    wording: tuple[KeptWording, ...] = ()
    headline: str = ""


@frozen
class PapersPage:
    """The papers that can be made of some records, by their ids in hex; `letterheads` are the names of the issuers."""

    keys: tuple[str, ...]
    title: str
    papers: tuple[PaperChoice, ...]
    letterheads: tuple[str, ...] = ()


@frozen
class SensitivePart:
    """A part that leaves only with a second confirmation: record (hex) and `sexual` or `health`, and both in words."""

    key: str
    part: str
    words: str
    record: str


@frozen
class PaperShown:
    """A paper as it will be made: a sheet in its frame, or the text of another format; withheld data with reasons.

    `refused` is the reason if there is no paper. `agreed` counts the people who agreed to be named.
    `to_confirm` has the sensitive parts that need a confirmation, `to_ask` the people whose yes is missing (id, name),
    `texts` the texts of people with their wording. A paper leaves out each person without a yes.
    """

    content: FramedSheet | str = ""
    reference: str = ""
    held: tuple[tuple[str, str], ...] = ()
    held_count: int = 0
    warnings: tuple[str, ...] = ()
    refused: str = ""
    agreed: int = 0
    to_confirm: tuple[SensitivePart, ...] = ()
    to_ask: tuple[tuple[str, str], ...] = ()
    unsigned: bool = False
    """True for a letter without a letterhead: no one can answer it."""
    texts: tuple[PaperText, ...] = ()
    fill_in: str = ""
    """The field or role of the record that the paper lacks."""


def page(vault: Vault, tr: Text, key: str) -> PapersPage:
    """Return the papers of a record's kind."""
    record = records.record_of(vault, key)
    papers = tuple(_choice(tr, output) for output in paper_makers.for_kind(record.kind))
    cases = Inside(vault).linked(record, "case") if record.kind == "programme" else ()
    near = tr("For a press release, open the papers of: {cases}", cases=tr.listed(one.title for one in cases))
    return PapersPage(
        (key,), tr.line(title_words(vault, tr, record), near if cases else ""), papers, list_issuers(vault, tr)
    )


def vault_papers(vault: Vault, tr: Text, names: Sequence[str], title: str) -> PapersPage:
    """Return papers about the complete vault; a directory is only included if it lists people."""
    found = [_choice(tr, output, _listed(vault, output)) for output in map(paper_makers.find_by_name, names)]
    return PapersPage((), title, tuple(paper for paper in found if paper.audiences), list_issuers(vault, tr))


def list_issuers(vault: Vault, tr: Text) -> tuple[str, ...]:
    """Return the name of each letterhead."""
    return tuple(head.name(tr.language) for head in letterheads.list_letterheads(vault))


def _listed(vault: Vault, output: Output) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in output.audiences(vault)) if output.audiences else ()


def _choice(tr: Text, output: Output, listed: tuple[tuple[str, str], ...] = ()) -> PaperChoice:
    audiences = listed or tuple((name, tr(PROFILES[name].label)) for name in output.profiles)
    languages = tuple((code, WRITTEN[code]) for code in output.languages)
    return PaperChoice(output.name, tr.phrase(output.label), tr.phrase(output.help), output.forms, audiences, languages)


def make(
    vault: Vault, wish: PaperWish, keys: Sequence[str], reference: str = "", answers: LeakAnswers = LeakAnswers(),
    names: OpenNames | None = None,
) -> OutputResult:  # fmt: skip
    """Make a paper as it was chosen, with the reference of its preview and the answers to the leak check.

    `names` are the open real names, which it has if that was chosen.
    """
    return paper_makers.make(
        vault, wish.name, keys, wish.profile, wish.language, letterhead=wish.letterhead, reference=reference,
        confirmed=[(bytes.fromhex(key), part) for key, part in wish.confirmed], answers=answers,
        names=names if wish.named else None, embargo=wish.embargo, wording=wish.wording,
        headline=wish.headline,
    )  # fmt: skip


def paper_view(
    vault: Vault, tr: Text, wish: PaperWish, keys: Sequence[str], names: OpenNames | None = None
) -> PaperShown:
    """Return a paper as it will be made, with the withheld data."""
    try:
        made = make(vault, wish, keys, names=names)
    except InputRefused as refused:
        why = " ".join(map(tr.phrase, filter(None, (refused.message, refused.hint))))
        lacks = next((str(row["field"]) for row in refused.refused if keys and "field" in row), "")
        return PaperShown(refused=why, to_ask=list_to_ask(refused), fill_in=lacks)
    known, held = load_all(vault.con, {row.record for row in made.held_back}), []
    for row in made.held_back[:MOST]:
        record = known.get(row.record)
        kind = vault.kinds[record.kind] if record is not None else None
        part = (kind.fields.get(row.field) or kind.role(row.field)) if kind is not None else None
        whole = title_words(vault, tr, record) if record is not None and not row.field else ""
        what = tr.line(tr(kind.label) if kind else "", tr(part.label) if part is not None else whole)
        held.append((what, _why(tr, row)))
    asks = [(row.record.hex(), known[row.record].title) for row in made.held_back
            if row.detail and not row.field and row.record in known and known[row.record].kind == "actor"]  # fmt: skip
    letter = isinstance(made.content, Sheet) and made.content.template == "letter" and wish.profile != "internal"
    letter = letter or wish.name == RELEASE
    content = made.framed if isinstance(made.content, Sheet) else made.content
    reference = made.frame.reference if made.frame else ""
    said = [*map(tr.phrase, (*made.changed, *made.warnings, *made.leaks.notices)), *questions(tr, len(made.leaks.open)),
            *_say_places(vault, tr, made, known)]  # fmt: skip
    parts = tuple(_sensitive(vault, tr, *one) for one in made.to_confirm)
    return PaperShown(
        content, reference, tuple(held), len(made.held_back), tuple(dict.fromkeys(said)), agreed=made.agreed,
        to_confirm=parts, to_ask=tuple(asks[:MOST_ASKED]), unsigned=letter and not wish.letterhead, texts=made.texts,
        fill_in="text_open" if THIN in made.warnings else "",
    )  # fmt: skip


def _why(tr: Text, row: WithheldItem) -> str:
    return tr.line(tr.phrase(row.why), tr.phrase(row.detail)) if row.detail else tr.phrase(row.why)


def _say_places(vault: Vault, tr: Text, made: OutputResult, known: Mapping[bytes, Record]) -> tuple[str, ...]:
    """Return the sentence about the places that the paper does not tell, each with the reason, or nothing."""
    rows = {row.record: row for row in made.held_back if row.field in ("", *AREAS) and row.record in known}
    places = [tr("{name}: {value}", name=title_words(vault, tr, known[id_]), value=_why(tr, row))
              for id_, row in rows.items() if known[id_].kind == "place"]  # fmt: skip
    said = tr("Places that are not exact in this paper: {places}.", places="; ".join(places[:MOST]))
    return (said,) if places else ()


def list_to_ask(refused: InputRefused) -> tuple[tuple[str, str], ...]:
    """Return the id and the name of each person whose yes is missing, if that is the reason of a refusal."""
    said = Phrase.of(refused.message)
    people = Phrase.of(str(said.values.get("why", said))).values.get("people", ())
    found = [Phrase.of(one).values for one in people] if isinstance(people, tuple) else []
    return tuple((str(one["person"]), str(one["name"])) for one in found if one.get("person"))


def _sensitive(vault: Vault, tr: Text, id_: bytes, part: str) -> SensitivePart:
    words = tr("Sexual violence") if part == "sexual" else tr("Health")
    return SensitivePart(id_.hex(), part, words, title_words(vault, tr, records.record_of(vault, id_.hex())))


def questions(tr: Text, count: int) -> tuple[str, ...]:
    """Return the sentence about the questions of the leak check, or nothing."""
    said = tr("Amparo asks you {n} question before this leaves.|Amparo asks you {n} questions before this leaves.",
              n=count)  # fmt: skip
    return (said,) if count else ()
