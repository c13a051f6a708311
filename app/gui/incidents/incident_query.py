"""The data of the page of one incident: read and loaded after the list."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.detention import arrests
from app.actions.kernel import clock, records, view_rows
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import RecordDetails
from app.actions.records import differences, evidence
from app.actions.records.evidence import Item
from app.domain.record import Record
from app.domain.verification import VerificationStatus
from app.domain.views import VIEWS
from app.gui.incidents import chain_query
from app.gui.incidents.chain_query import NO_CHAIN, ChainPart
from app.gui.incidents.incidents_query import place_words, states
from app.gui.records.parts_query import kept_words, list_facts, part_row, parts, ref_words
from app.gui.records.sentences import act_sentence, act_values, consent_words, perpetrator_types, person_words
from app.gui.records.steps_query import KIND, read_steps
from app.gui.style.dates import moment_words, relative_time, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.labels import Run
from app.gui.widgets.page_values import BadgeOf, Fact3, Part
from app.gui.widgets.strip import KIND_ICONS, Piece
from app.gui.withdrawals import withdrawing_query
from app.store.records import record_rows, verification_status
from app.store.vault.open_vault import Vault

_LAW = ("hrd_article", "instrument", "national_law")


@frozen(eq=False)
class IncidentPage:
    """One incident: the sentence is its heart."""

    key: str
    title: str
    second: str
    runs: tuple[Run, ...]
    badges: tuple[BadgeOf, ...] = ()
    facts: tuple[Fact3, ...] = ()
    prose: str = ""
    pieces: tuple[Piece, ...] = ()
    pieces_note: str = ""
    parts: tuple[Part, ...] = ()
    differs: int = 0
    """Fields of it and of its parts that wait for a decision."""
    chain: ChainPart = NO_CHAIN
    withdrawn: str = ""
    """The person, the time and the reason of the withdrawal."""
    kept: tuple[Fact3, ...] = ()
    """Words of the source, by column."""
    arrest: bool = False
    """True if it has an arrest; a detention can be added."""
    danger: str = ""
    """The people who are, or perhaps are, in danger, and the help that they need; empty if no one is."""


def page(vault: Vault, tr: Text, key: str) -> IncidentPage:
    """Return all data of the page of an incident."""
    shown = records.show(vault, key)
    record = shown.record
    acts = [records.show(vault, part.id.hex()) for role, part in shown.parts if part.kind == "act"]
    place = next((target for role, target in shown.links if role == "place"), None)
    where = place_words(place)
    verdict = verification_status.of_events(vault.con, {record.id: record.fields})[record.id]
    sentence = act_sentence(tr, [_act_values(vault, tr, act) for act in acts], where)
    code = record.fields.get("review_state")
    state = label(vault, tr, "review_state", str(code)) if code else ""
    saved = tr("saved {at}", at=relative_time(tr, record.updated, vault.now()))
    badges = tuple(_badges(vault, tr, record))
    stage, steps = read_steps(vault, tr, record)
    facts = (*_facts(vault, tr, shown, acts, where), *stage, verification_fact(vault, tr, verdict))
    held, kind = arrests.read(vault, record), vault.kinds["detention"]
    facts += ((tr(kind.label), tr("No detention for this arrest yet"), ""),) if held.missing else ()
    rows = tuple(part_row(vault, tr, one) for one in held.known)
    return IncidentPage(
        key, title_words(vault, tr, record), tr.line(ref_words(vault, tr, record), state, saved),
        tuple(sentence), badges, facts,
        str(record.fields.get("description", "")), tuple(_pieces(vault, tr, record)),
        parts=(*parts(vault, tr, shown, ("evidence_item", "consent_record", "event_link", KIND)),
               *([(kind.name, tr(kind.plural), rows)] if rows else []), *steps),
        differs=len(differences.list_contested_fields(vault, key)), chain=chain_query.chain_view(vault, tr, record),
        withdrawn=withdrawing_query.banner(vault, tr, record.id), kept=kept_words(tr, record),
        arrest=bool(held.begins), danger=_danger(vault, tr, shown, acts),
    )  # fmt: skip


def _danger(vault: Vault, tr: Text, shown: RecordDetails, acts: Sequence[RecordDetails]) -> str:
    """Return the people in danger, or perhaps in danger, by name, and the help that they need."""
    fields = shown.record.fields
    if fields.get("danger") not in ("now", "perhaps"):
        return ""
    named = [person.title for role, person in shown.links if role == "in_danger"]
    who = tr.listed(named or dict.fromkeys(title for act in acts if (title := _victim(act))))
    said = tr("Nobody is named yet. Fill in who was harmed.")
    if who:
        said = tr("In danger: {who}.", who=who) if fields["danger"] == "now" else tr("Maybe in danger: {who}.", who=who)
    help_ = str(fields.get("danger_help", ""))
    return f"{said} {tr('What would help: {help}', help=help_)}" if help_ else said


def _act_values(vault: Vault, tr: Text, act: RecordDetails) -> Mapping[str, str]:
    return act_values(vault, tr, act.record.fields, _victim(act), _perpetrators(vault, tr, act))


def _victim(act: RecordDetails) -> str:
    return next((target.title for role, target in act.links if role == "victim"), "")


def _perpetrators(vault: Vault, tr: Text, act: RecordDetails) -> list[str]:
    found = []
    for _, part in act.parts:
        if part.kind == "involvement":
            named = [target.title for role, target in records.show(vault, part.id.hex()).links if role == "perpetrator"]
            found += named or perpetrator_types(vault, tr, part.fields)
    return found


def verification_fact(vault: Vault, tr: Text, verdict: VerificationStatus) -> Fact3:
    """Return a verification status and its basis: the sources, or a person's reason."""
    words = label(vault, tr, "verification", verdict.code)
    if verdict.by_hand:
        return tr("Verification"), words, tr("Chosen by a person: {reason}", reason=verdict.reason or "…")
    told = tr("{n} source|{n} sources", n=verdict.sources)
    origins = tr("{n} independent source|{n} independent sources", n=verdict.origins)
    against = tr("{n} source against it|{n} sources against it", n=verdict.against) if verdict.against else ""
    return tr("Verification"), words, tr.line(told, origins, against)


def _badges(vault: Vault, tr: Text, record: Record) -> list[BadgeOf]:
    shown = states(vault, tr, record)
    return [(icon, word, "red" if icon == "alert" else "neutral") for icon, word in shown]


def _facts(vault: Vault, tr: Text, shown: RecordDetails, acts: list[RecordDetails], where: str) -> list[Fact3]:
    fields, facts = shown.record.fields, []
    if date := fields.get("date_start"):
        facts.append((tr("When"), moment_words(tr, str(date), long=True), ""))
    facts.append((tr("Place"), where, ""))
    for act in acts:
        strength = str(act.record.fields.get("link_strength", ""))
        words = label(vault, tr, "link_strength", strength) if strength else ""
        facts.append((tr("Link to work"), words, str(act.record.fields.get("defender_link", ""))))
        factors = act.record.fields.get("gender_factor", [])
        said = [label(vault, tr, "gender_factor", str(code)) for code in factors] if isinstance(factors, list) else []
        facts.append((tr("Gender factors"), tr.listed(said), ""))
        facts += list_facts(vault, tr, act.record, _LAW)
    cases = [title_words(vault, tr, other) for role, other in shown.links if role == "case"]
    facts.append((tr("Case"), tr.listed(cases), ""))
    facts = list(dict.fromkeys(facts))  # a fact that is the same for each act is listed once
    harmed = {target.id: target for act in acts for role, target in act.links if role == "victim"}
    for person in harmed.values():
        facts.append((tr("Who was harmed"), person.title, person_words(vault, tr, person.fields)))
    others = {target.id: target for _, target in shown.links if target.kind == "actor"}
    facts += _consents(vault, tr, shown, [*(harmed | others).values()])
    facts.append(_denounced(vault, tr, shown))
    facts.append((tr("Follow-up"), str(fields.get("impact", "")), ""))
    return facts


def _denounced(vault: Vault, tr: Text, shown: RecordDetails) -> Fact3:
    """Return how an attack was denounced, or the reason for silence; a question without an answer and an action."""
    said = str(shown.record.fields.get("denounced", ""))
    if said not in ("", "undecided"):
        why = str(shown.record.fields.get("denounced_why", ""))
        return tr("Denounced"), label(vault, tr, "denounced", said), why
    view = VIEWS["not-denounced"]
    if not view_rows.rows(Inside(vault), view, [shown.record], clock.today(vault)):
        return tr("Denounced"), "", ""
    return tr("Denounced"), tr("no decision yet"), tr("Edit: choose how, or write the reason for silence.")


def _consents(vault: Vault, tr: Text, shown: RecordDetails, people: Sequence[Record]) -> list[Fact3]:
    """Return the consents about this incident or about none in particular, without those about other incidents.

    An incident of another vault shows each person whose consent is not known here: silence is not a yes.
    """
    event, facts, listed = shown.record, list[Fact3](), set[bytes]()
    for whole in (event, *people):
        found = [part for part in _consent_parts(vault, whole, event) if part.id not in listed]
        listed |= {part.id for part in found}
        for part in found:
            links = records.show(vault, part.id.hex()).links
            name = next((person.title for role, person in links if role == "actor"), "")
            facts.append(
                (tr("Consent"), consent_words(vault, tr, part.fields), tr.line(name, _reported(vault, tr, part)))
            )
        if whole is not event and event.origin and not _consent_parts(vault, whole, event):
            asks = tr("The report said nothing about it. Ask before you share.")
            facts.append((tr("Consent"), tr("{name}: not known", name=whole.title), asks))
    return facts


def _consent_parts(vault: Vault, whole: Record, event: Record) -> list[Record]:
    """Return the consents that are parts of a record and do not name another incident."""
    found = [part for _, part in records.show(vault, whole.id.hex()).parts if part.kind == "consent_record"]
    kept = []
    for part in {part.id: part for part in found}.values():
        about = [other.id for role, other in records.show(vault, part.id.hex()).links if role == "event"]
        kept += [part] if event.id in about or not about else []
    return kept


def _reported(vault: Vault, tr: Text, consent: Record) -> str:
    """Return whose report brought a consent; empty for one that was written here."""
    if consent.origin is None:
        return ""
    sender = record_rows.load(vault.con, consent.origin)
    return tr("As reported by {name}", name=sender.title if sender else tr("Anonymous sender"))


def _pieces(vault: Vault, tr: Text, record: Record) -> list[Piece]:
    pieces = []
    for item in evidence.of_record(vault, record.id):
        kind = str(item.record.fields.get("kind", "other"))
        size = int(str(item.record.fields.get("size", 0)))
        caption, words = item.record.title, tr.line(label(vault, tr, "evidence_kind", kind), tr.size(size))
        if "copy_kind" in item.record.fields:
            caption, words = tr("Copy of {title}", title=caption), _copy_words(vault, tr, item)
        pieces.append(Piece(item.record.id.hex(), caption, words, None, KIND_ICONS.get(kind, "document")))
    return pieces


def _copy_words(vault: Vault, tr: Text, item: Item) -> str:
    """Return the readers of a working copy, and if they get it now."""
    from app.actions.release import copy_records  # not before the first copy
    from app.gui.evidence.lineage_query import copy_words

    rows = copy_records.list_copies(vault, copy_records.find_original(vault, item))
    readers, state = copy_words(tr, item.record, rows)
    return tr.line(state, readers)
