"""The data of a received report: its content as it came, before and after a person accepts it. Nothing is written."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from attrs import evolve, frozen

from app.actions.contacts import contact_cards, desk_reading
from app.actions.kernel import records
from app.actions.mail import accept_undo, inbox, questions, withdrawn_inbox
from app.actions.mail.inbox import Accepted, ReceivedReport
from app.actions.mail.report_contents import CarriedRecords, ReportContents
from app.actions.records import duplicates
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.errors import NotDeliveredYet, NotOpened
from app.gui.delivery import inbox_query
from app.gui.delivery.delivery_query import key_of, sender, signer_badge, state_of
from app.gui.records.parts_query import ref_words, value_words
from app.gui.records.sentences import act_sentence, act_values, consent_words, perpetrator_types, person_words
from app.gui.style.dates import day, moment_words, relative_time, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.labels import Run
from app.gui.widgets.page_values import BadgeOf, Fact3, Part, RowView
from app.gui.widgets.strip import Piece
from app.gui.withdrawals import withdrawing_query
from app.store.mail import inbox_list
from app.store.records import record_rows
from app.store.vault.blobs import StoredBlob
from app.store.vault.open_vault import Vault

MOST_LINES, MOST_TITLE = 200, 200
"""The shown records of a received report, and characters of each title: its sender chose both."""
MOST_PIECES = 40
"""The shown files of a received report."""
_TOLD = ("event", "act", "involvement", "evidence_item", "consent_record")
"""Kinds that the sentence, the facts and the evidence show."""
_ICONS = {"photo": "picture", "video": "picture", "audio": "sound"}


@frozen(eq=False)
class ArrivalPage:
    """A received report as its sender wrote it. `title` is that of its first incident."""

    key: str
    title: str
    second: str
    badge: BadgeOf
    note: str
    undecided: bool
    complete: bool
    waits: str = ""
    """The reason why Accept is off: files that are not here."""
    doubt: str = ""
    """A warning about the sender."""
    danger: tuple[str, str] = ("", "")
    """The statement that someone is in danger, and the sender's words about it."""
    runs: tuple[Run, ...] = ()
    facts: tuple[Fact3, ...] = ()
    prose: str = ""
    pieces: tuple[Piece, ...] = ()
    pieces_count: str = ""
    parts: tuple[Part, ...] = ()
    """The other records, by kind."""
    differs: tuple[Fact3, ...] = ()
    """Fields of records that are here: label and record, the value in the report, our value."""
    sender: str = ""
    """The verified contact that sent it, or empty."""
    sender_name: str = ""
    waiting: int = 0
    """Waiting reports of that contact, including this one."""
    about: str = ""
    """The title of a question to the sender; empty if none can be sent."""


@frozen(eq=False)
class AcceptedPage:
    """An accepted report: its records in the vault. `key` names the report, `parts` has the records by kind."""

    key: str
    title: str
    second: str
    said: str
    """The result in one sentence."""
    kept: str = ""
    """Both references of its first incident."""
    event: str = ""
    """The key of its first incident, for an instant action."""
    about: str = ""
    """The title of a question to the sender; empty if none can be sent."""
    opens: tuple[str, str] = ("", "")
    """The key and the label of the button for its first incident."""
    can_undo: bool = False
    """True before the first change."""
    parts: tuple[tuple[str, tuple[RowView, ...]], ...] = ()
    """Sections of rows, each with its title. The key of a row opens the record."""


def page(vault: Vault, tr: Text, key: str, done: Accepted | None = None) -> ArrivalPage | AcceptedPage:
    """Return the page of a received report; `done` is the result if it was accepted just now."""
    came = inbox.find(vault, key)
    return accepted_page(vault, tr, came, done) if came.arrived.state == "accepted" else arrival(vault, tr, key)


def accepted_page(vault: Vault, tr: Text, came: ReceivedReport, done: Accepted | None) -> AcceptedPage:
    """Return the page of an accepted report: the records that are in the vault now."""
    contents: ReportContents | None = None
    with suppress(NotDeliveredYet, NotOpened):
        contents = ReportContents(vault, key_of(came))
    ids = list(contents.records) if contents else []
    here = [one for id_ in ids if (one := record_rows.load(vault.con, id_)) is not None and not one.removed]
    event = next((one for one in here if one.kind == "event"), None)
    about = event or next((one for one in here if vault.kinds[one.kind].home.place), None)
    opens = (tr("Open incident {ref}", ref=about.ref) if event else tr("Open {ref}", ref=about.ref)) if about else ""
    rows = [one for one in here if one.kind not in _TOLD[1:3]][:MOST_LINES]
    new, said = set(done.added) if done else set[bytes](), tr("Accepted")
    if done:
        said = tr("Accepted. {n} record is new here.|Accepted. {n} records are new here.", n=len(done.added))
    titles = (
        (tr("New in your vault"), [_here(vault, tr, one, came, contents) for one in rows if one.id in new]),
        (tr("Changed in your vault"), [_changed(vault, tr, *row[:2]) for row in done.changed] if done else []),
        (tr("In your vault"), [_here(vault, tr, one, came, contents) for one in rows if one.id not in new]),
        (tr("Differences between you and others"), _open_fields(tr, done)),
    )
    return AcceptedPage(
        key_of(came), title_words(vault, tr, about) if about else sender(tr, came),
        tr.line(_from(vault, tr, came), came_at(vault, tr, came)), said,
        _both(tr, event, contents, came) if event and contents else "", event.id.hex() if event else "",
        _about(vault, tr, came, contents),
        (f"record:{about.id.hex()}", opens) if about else ("", ""),
        accept_undo.can_undo(vault, done.copy) if done else False,
        tuple((title, tuple(lines)) for title, lines in titles if lines),
    )  # fmt: skip


def _both(tr: Text, event: Record, contents: ReportContents, came: ReceivedReport) -> str:
    """Return the references of an incident on both sides, and who learns ours."""
    theirs = contents.references.get(event.id, ("", ""))[0]
    if not theirs or theirs == event.ref:
        return ""
    both = tr("Reference of the sender: {theirs}. Your reference: {ours}.", theirs=theirs, ours=event.ref)
    back = tr("Amparo sends your reference to {name} with the receipt.", name=came.sender_name)
    return f"{both} {back}" if came.state_of_sender == "verified" else both


def _about(vault: Vault, tr: Text, came: ReceivedReport, contents: ReportContents | None) -> str:
    """Return the title of a question to the sender, with their reference if they gave one."""
    if questions.find_asked(vault, came) is None:
        return ""
    events = contents.of_kind("event") if contents else ()
    ref = next((contents.references[one.id][0] for one in events if contents and one.id in contents.references), "")
    return tr("Question about {ref}", ref=ref or day(tr, came.arrived.at))


def _here(vault: Vault, tr: Text, record: Record, came: ReceivedReport, contents: ReportContents | None) -> RowView:
    """Return the row of a record: its reference, a missing consent, and a person of the vault who looks like it."""
    kind, title = vault.kinds[record.kind], title_words(vault, tr, record)
    bare = record.kind == "actor" and contents is not None and _lacks_consent(contents, record)
    second, key = tr.line(tr(kind.label), ref_words(vault, tr, record), sender(tr, came)), f"record:{record.id.hex()}"
    pairs = duplicates.find_like(vault, record) if record.kind == "actor" else []
    if pairs:
        other = records.record_of(vault, pairs[0][0].hex())
        second = tr.line(
            second, tr("No consent in the report") if bare else "", tr("Same person as “{name}”?", name=other.title)
        )
        return RowView(kind.icon, title, second, far=tr("Compare"), key=f"compare:{other.id.hex()}{record.id.hex()}")
    if record.kind == "event" and record.fields.get("danger") == "now":
        return RowView(kind.icon, title, second, far=tr("In danger now"), ink="red", key=key)
    if bare:
        return RowView(kind.icon, title, second, far=tr("No consent in the report"), ink="amb", key=key)
    return RowView(kind.icon, title, second, key=key)


def _changed(vault: Vault, tr: Text, id_: bytes, name: str) -> RowView:
    record = records.record_of(vault, id_.hex())
    kind = vault.kinds[record.kind]
    role = kind.role(name)
    words = tr(kind.fields[name].label) if name in kind.fields else tr(role.label) if role else name
    return RowView(kind.icon, title_words(vault, tr, record), words, key=f"record:{record.id.hex()}")


def _open_fields(tr: Text, done: Accepted | None) -> list[RowView]:
    count = len(done.proposals) + len(done.conflicts) if done else 0
    words = tr("Decide on {n} field|Decide on {n} fields", n=count)
    return [RowView("files", words, key="differences:")] if count else []


def arrival(vault: Vault, tr: Text, key: str) -> ArrivalPage:
    """Return the page of a received report."""
    try:
        contents = ReportContents(vault, key)
    except (NotDeliveredYet, NotOpened) as missing:
        return _unread(vault, tr, inbox.find(vault, key), tr.phrase(missing.message))
    came, text = contents.report, page_text(vault, tr, contents)
    known = came.arrived.contact if came.state_of_sender == "verified" else None
    withdrawn = next((withdrawing_query.banner(vault, tr, event.id) for event in contents.of_kind("event")), "")
    return evolve(
        text, key=key, title=text.title or sender(tr, came), badge=signer_badge(tr, came),
        second=tr.line(_from(vault, tr, came), came_at(vault, tr, came), text.second),
        note=" ".join(part for part in (withdrawn and f"{withdrawn}.", _note(vault, tr, came)) if part),
        undecided=came.arrived.state in ("delivered", "incomplete"), complete=came.arrived.state != "incomplete",
        waits=inbox_query.waits_long(tr, came), doubt=inbox_query.doubt(tr, came),
        differs=tuple(_differing(vault, tr, contents)),
        sender=known.hex() if known else "", sender_name=came.sender_name,
        waiting=inbox.count_undecided(vault, known) if known else 0,
        about=_about(vault, tr, came, contents),
    )  # fmt: skip


def page_text(vault: Vault, tr: Text, contents: CarriedRecords) -> ArrivalPage:
    """Return the page of the content of a report, without its sender and with no decision to make."""
    event = next(iter(contents.of_kind("event")), None)
    about = event or next(iter(contents.of_kind("appeal")), None)
    files = [item for item in contents.of_kind("evidence_item") if contents.lists(item)]
    level = tr(PROFILES[contents.profile].label) if contents.profile in PROFILES else ""
    return ArrivalPage(
        "", _title(vault, tr, contents, about) if about else "",
        tr.line(level, tr("{n} record|{n} records", n=len(contents.records))), ("", "", ""), "", False, True,
        danger=_danger(tr, contents, event) if event else ("", ""),
        runs=tuple(_sentence(vault, tr, contents, event)) if event else (),
        facts=tuple(_facts(vault, tr, contents, event)) if event else (),
        prose=str(event.fields.get("description", "")) if event else "",
        pieces=tuple(_piece(vault, tr, contents, item) for item in files[:MOST_PIECES]),
        pieces_count=tr("Evidence, {n} file|Evidence, {n} files", n=len(files)),
        parts=tuple(_others(vault, tr, contents, [event] if event else [], files)),
    )  # fmt: skip


def _unread(vault: Vault, tr: Text, came: ReceivedReport, why: str) -> ArrivalPage:
    """Return the page of a report whose text is not here, or cannot be read."""
    open_ = came.arrived.state in ("delivered", "incomplete")
    second = tr.line(_from(vault, tr, came), came_at(vault, tr, came))
    return ArrivalPage(
        key_of(came), sender(tr, came), second, signer_badge(tr, came), why, open_, False,
        inbox_query.waits_long(tr, came) or why, inbox_query.doubt(tr, came),
    )  # fmt: skip


def _from(vault: Vault, tr: Text, came: ReceivedReport) -> str:
    """Return the sender, and how and when a person verified them."""
    contact = came.arrived.contact
    if contact is None or came.state_of_sender != "verified":
        return sender(tr, came)
    at = contact_cards.of_record(vault, contact).verified_at
    if not at:
        return tr("From {name}, verified", name=came.sender_name)
    return tr("From {name}, verified by you {at}", name=came.sender_name, at=relative_time(tr, at, vault.now()))


def came_at(vault: Vault, tr: Text, came: ReceivedReport) -> str:
    """Return the time of arrival as text."""
    return tr("Arrived {at}", at=relative_time(tr, came.arrived.at, vault.now()))


def _note(vault: Vault, tr: Text, came: ReceivedReport) -> str:
    if hidden := withdrawn_inbox.hidden_in(vault, came.arrived):
        return tr(
            "The sender withdrew {n} record. Amparo hides it, and removes it if you accept.|The sender "
            "withdrew {n} records. Amparo hides them, and removes them if you accept.",
            n=hidden,
        )
    if came.arrived.state not in ("delivered", "incomplete"):
        return state_of(tr, came.arrived.state)[1]
    nothing = tr("You have not accepted this report yet.")
    if inbox_list.says_accepted(vault.con, came.arrived):
        told = tr("You undid the acceptance. The receipt that {name} has, or can have, still says accepted.",
                  name=came.sender_name)  # fmt: skip
        nothing = f"{nothing} {told}"
    decided = desk_reading.read_other_decision(vault, came.arrived) if came.arrived.state == "delivered" else None
    if decided is None:
        return nothing
    name = decided[0] or tr("another member")
    if decided[1]:
        return tr("{name} accepted it for the desk.", name=name) + " " + nothing
    return tr("{name} refused it for the desk.", name=name) + " " + nothing


def _danger(tr: Text, contents: CarriedRecords, event: Record) -> tuple[str, str]:
    """Return the statement of danger, and the words of the first source with a quote."""
    if event.fields.get("danger") != "now":
        return "", ""
    quotes = [str(one.fields["quote"]) for one in contents.sources(event, "information") if one.fields.get("quote")]
    return tr("The sender says: someone is in danger now."), tr("“{text}”", text=quotes[0]) if quotes else ""


def _acts(contents: CarriedRecords, event: Record) -> list[Record]:
    return contents.sources(event, "act")[:MOST_LINES]


def _sentence(vault: Vault, tr: Text, contents: CarriedRecords, event: Record) -> Sequence[Run]:
    def named(record: Record, role: str) -> list[str]:
        return [_title(vault, tr, contents, one) for one in contents.targets(record, role)]

    acts = []
    for act in _acts(contents, event):
        who = []
        for part in contents.sources(act, "involvement"):
            who += named(part, "perpetrator") or perpetrator_types(vault, tr, part.fields)
        acts.append(act_values(vault, tr, act.fields, tr.listed(named(act, "victim")), who))
    return act_sentence(tr, acts, tr.listed(named(event, "place")))


def _title(vault: Vault, tr: Text, contents: CarriedRecords, record: Record) -> str:
    """Return the title of a record; of one without a title its kind, in the language of the window."""
    title, label = contents.title(record, tr.language)[:MOST_TITLE], vault.kinds[record.kind].label
    return tr(label) if title == label else title


def _facts(vault: Vault, tr: Text, contents: CarriedRecords, event: Record) -> Iterator[Fact3]:
    date = event.fields.get("date_start")
    yield tr("When"), moment_words(tr, str(date), long=True) if date else "", ""
    for place in contents.targets(event, "place"):
        district = str(place.fields.get("district", ""))
        name = _title(vault, tr, contents, place) if "name" in place.fields or not district else ""
        yield tr("Place"), tr.listed(dict.fromkeys(t for t in (name, district) if t)), ""
    people = {one.id: one for act in _acts(contents, event) for one in contents.targets(act, "victim")}
    for person in people.values():
        consents = [consent_words(vault, tr, one.fields) for one in contents.sources(person, "consent_record")]
        if _lacks_consent(contents, person):
            consents = [tr("No consent in the report")]
        here = tr("Already in your vault") if contents.ours(person.id) else tr("Not in your vault yet")
        here = here if isinstance(contents, ReportContents) else ""  # the vault of the recipient is not known
        about = tr.line(person_words(vault, tr, person.fields), *consents, here)
        yield tr("Who was harmed"), _title(vault, tr, contents, person), about
    if ref := contents.references.get(event.id):
        first = tr("Sender's first reference: {ref}", ref=ref[1]) if ref[1] else ""
        both = "" if contents.ours(event.id) else tr("You get your own reference when you accept. Search finds both.")
        yield tr("Sender’s reference"), ref[0], tr.line(first, both)


def _lacks_consent(contents: CarriedRecords, person: Record) -> bool:
    """Return True if a report that carries consents has none of a harmed person."""
    harmed = contents.profile == "internal" and contents.sources(person, "act")
    return bool(harmed) and not contents.sources(person, "consent_record")


def _piece(vault: Vault, tr: Text, contents: CarriedRecords, item: Record) -> Piece:
    kind, size = str(item.fields.get("kind", "other")), item.fields.get("size", 0)
    words = tr.line(label(vault, tr, "evidence_kind", kind), tr.size(size) if isinstance(size, int) else "")
    if isinstance(contents, ReportContents) and contents.file_of(item) is None:
        words = tr("Not arrived yet")
    title = _title(vault, tr, contents, item)
    if "copy_kind" in item.fields:
        title = tr("Copy of {title}", title=title)
    return Piece(item.id.hex(), title, words, None, _ICONS.get(kind, "document"))


def _others(
    vault: Vault, tr: Text, contents: CarriedRecords, told: Collection[Record], files: Collection[Record]
) -> Iterator[Part]:
    """Yield the records that no other block of the page shows, by kind."""
    left, shown = MOST_LINES, {record.id for record in (*told, *files)}
    for kind in vault.kinds.values():
        skips = _TOLD[1:3] if told else ()
        rows = [one for one in contents.of_kind(kind.name) if one.id not in shown and kind.name not in skips]
        lines = [_line(vault, tr, contents, kind, one) for one in rows[:left]]
        left -= len(lines)
        if len(rows) > len(lines):
            lines.append(RowView("info", tr("Only the first {most} are shown here.", most=MOST_LINES)))
        if lines:
            yield kind.name, tr(kind.plural), tuple(lines)
        if left <= 0:
            return


def _line(vault: Vault, tr: Text, contents: CarriedRecords, kind: Kind, record: Record) -> RowView:
    date = record.fields.get(kind.date) if kind.date else None
    told = withdrawing_query.banner(vault, tr, record.id) if isinstance(contents, ReportContents) else ""
    quote = str(record.fields.get("quote", "")).split("\n")[0][:MOST_TITLE]
    second = tr.line(moment_words(tr, str(date)) if date else "", quote, told)
    return RowView(kind.icon, _title(vault, tr, contents, record), second)


def _differing(vault: Vault, tr: Text, contents: ReportContents) -> Iterator[Fact3]:
    found = contents.differences() if contents.report.arrived.state != "accepted" else iter(())
    for one in islice(found, MOST_LINES):
        kind = vault.kinds[one.ours.kind]
        name = tr(kind.fields[one.field].label) if one.field in kind.fields else one.field
        ours = tr("Yours: {value}", value=_value(vault, tr, kind, one.field, one.ours.fields.get(one.field)))
        yield name, _value(vault, tr, kind, one.field, one.theirs), tr.line(one.ours.title, ours)


def _value(vault: Vault, tr: Text, kind: Kind, name: str, value: Value | None) -> str:
    return value_words(vault, tr, kind, name, value) if value is not None else tr("Nothing")


def list_files(vault: Vault, key: str) -> dict[str, StoredBlob]:
    """Return the stored files of a report that are here, by the id of their evidence item."""
    contents = ReportContents(vault, key)
    items = [item for item in contents.of_kind("evidence_item") if contents.lists(item)][:MOST_PIECES]
    return {item.id.hex(): blob for item in items if (blob := contents.file_of(item)) is not None}
