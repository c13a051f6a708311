"""The data of withdrawals, by us or by contacts, for their page and the pages of records."""

from attrs import evolve, frozen

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import received_withdrawals, sent_withdrawals
from app.actions.mail.received_withdrawals import ReceivedWithdrawal
from app.actions.mail.sent_withdrawals import WithdrawalAnswer, WithdrawalView
from app.actions.release import consent_rules
from app.actions.withdrawals import holders
from app.actions.withdrawals.holders import Holder
from app.domain.casework.publicity import is_published
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.consents import has_withdrawn
from app.gui.style.dates import moment_words, relative_time, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.mail import retractions
from app.store.mail.retractions import ABSENT, OURS, REASONS, REFUSED, Retraction
from app.store.records import record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault


@frozen
class WithdrawForm:
    """The reach of a withdrawal: recipients who `got` it, copies or people `beyond` it, and the reason if known.

    For a `person` it withdraws consent, for some `purposes` or for all.
    """

    got: tuple[RowView, ...]
    beyond: tuple[RowView, ...]
    reason: str = ""
    person: bool = False
    purposes: tuple[str, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    """Of a person: the code and the label of each purpose."""


@frozen
class WithdrawCard:
    """One withdrawal, by us or by a contact: its records, its reason, and a row for each recipient or record.

    `waits`: a person must decide; `asked` is the request. `late`: one of the recipients has not answered.
    `closed`: a person in it withdrew consent, so that nobody can undo it.
    """

    key: str
    title: str
    second: str
    text: str
    ours: bool
    rows: tuple[RowView, ...]
    asked: str = ""
    waits: bool = False
    late: bool = False
    over: bool = False
    closed: bool = False


@frozen
class RuleFor:
    """The automatic reply to a withdrawal of one contact; `rests`: it destroys, but the contact is not verified now."""

    key: str
    title: str
    reason: str
    does: str
    rests: bool = False


@frozen
class RuleForm:
    """The rules for single contacts, the contacts (id and name) without a rule, and the verified contacts."""

    made: tuple[RuleFor, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    verified: frozenset[str] = frozenset()


@frozen
class WithdrawPage:
    """The withdrawals of a record with a form for a new one; without a `key`, all withdrawals and the rules.

    `rules` are the automatic replies by reason, for all contacts; `single` are the rules for single contacts.
    `notices` are the papers, calls and other actions whose recipients must be told.
    """

    key: str
    title: str
    cards: tuple[WithdrawCard, ...]
    form: WithdrawForm | None = None
    rules: tuple[tuple[str, str], ...] = ()
    single: RuleForm = RuleForm()
    notices: tuple[RowView, ...] = ()


def reasons(tr: Text) -> dict[str, str]:
    """Return the label of each reason."""
    return {
        "consent": tr("Consent withdrawn"), "wrong": tr("Wrong"), "danger": tr("Danger"),
        "other": tr("Something else"),
    }  # fmt: skip


def asks(tr: Text) -> dict[str, str]:
    """Return the label of each request."""
    return {"mark": tr("Mark it"), "hide": tr("Hide it"), "destroy": tr("Destroy it")}


def page(vault: Vault, tr: Text, key: str, reason: str = "", purposes: tuple[str, ...] = ()) -> WithdrawPage:
    """Return the page of one record, with `reason` chosen, or of all withdrawals if there is no key.

    For a person it withdraws consent for these `purposes`, or for all.
    """
    if key:
        record = records.record_of(vault, key)
        of_it = {row.id for row in retractions.of_record(vault.con, record.id)}
        ours = [row for row in sent_withdrawals.list_withdrawals(vault) if row.retraction.id in of_it]
        came = [row for row in received_withdrawals.list_received_withdrawals(vault) if row.retraction.id in of_it]
        title = title_words(vault, tr, record)
        form = _consent(vault, tr, key, reason, purposes) if record.kind == "actor" else _form(vault, tr, key, reason)
        return WithdrawPage(key, title, (*_came(vault, tr, came), *_ours(vault, tr, ours)), form)
    everybody = {reason: does for contact, reason, does in retractions.rules(vault.con) if not contact}
    rules = tuple((reason, everybody.get(reason, received_withdrawals.USUAL[reason])) for reason in REASONS)
    cards = (
        *_came(vault, tr, received_withdrawals.list_received_withdrawals(vault)),
        *_ours(vault, tr, sent_withdrawals.list_withdrawals(vault)),
    )
    told = [_paper(vault, tr, holders.holder_of_paper(vault, row))
            for row in record_lists.list_withdrawn_papers(vault.con)]  # fmt: skip
    told += [_untold(vault, tr, row) for row in record_lists.list_untold_actions(vault.con)]
    shown = tuple(sorted(cards, key=lambda card: not card.waits))
    return WithdrawPage("", "", shown, None, rules, _single(vault), tuple(told))


def _single(vault: Vault) -> RuleForm:
    """Return the rules for single contacts, and the contacts without a rule."""
    people = {row.record.id: row for row in contact_cards.list_contacts(vault)}
    verified = frozenset(id_.hex() for id_, row in people.items() if row.state == "verified")
    made = tuple(
        RuleFor(id_.hex(), people[id_].record.title, reason, what, what == "destroy" and id_.hex() not in verified)
        for id_, reason, what in retractions.rules(vault.con)
        if id_ in people
    )
    named = sorted((row.record.title, id_.hex()) for id_, row in people.items())
    return RuleForm(made, tuple((key, title) for title, key in named), verified)


def rule_labels(tr: Text) -> dict[str, str]:
    """Return the labels of rules that destroy nothing."""
    return {"wait": tr("Decide later"), "mark": tr("Mark it"), "hide": tr("Hide it")}


def _form(vault: Vault, tr: Text, key: str, reason: str) -> WithdrawForm:
    reach = sent_withdrawals.look(vault, [key])
    got = [
        RowView("person", row.contact.record.title, tr("{n} record|{n} records", n=len(row.records)))
        for row in reach.got
    ]
    beyond = [RowView("shield-alert", row.contact.record.title, beyond_words(tr)) for row in reach.unreachable]
    if reach.nameless:
        times = tr("{n} anonymous report|{n} anonymous reports", n=reach.nameless)
        said = tr("A notice cannot reach the recipients, or it would show the author.")
        beyond.append(RowView("shield-alert", times, said))
    for record, at in reach.exports:
        said = tr("Exported {at}: ask for that copy yourself", at=relative_time(tr, at, vault.now()))
        beyond.append(RowView("out", title_words(vault, tr, record), said))
    return WithdrawForm(tuple(got), tuple(beyond), reason)


def _consent(vault: Vault, tr: Text, key: str, reason: str, purposes: tuple[str, ...]) -> WithdrawForm:
    """Return the form for the consent of a person, with the people who have words about the person."""
    person = records.record_of(vault, key)
    ended = has_withdrawn(person, consent_rules.list_answers(vault, [person]))
    rows = [(one, _holder(vault, tr, one, ended)) for one in holders.list_holders(vault, key)]
    got = tuple(row for one, row in rows if one.way == holders.SEALED)
    codes = vault.words["consent_purpose"].codes
    offered = tuple((code, label(vault, tr, "consent_purpose", code)) for code in codes)
    beyond = tuple(row for one, row in rows if one.way != holders.SEALED)
    return WithdrawForm(got, beyond, reason, True, purposes, offered)


def _holder(vault: Vault, tr: Text, one: Holder, ended: bool) -> RowView:
    """Return the row of one holder: the way, the day, the state of the notice, and the next step.

    `ended`: the person withdrew consent.
    """
    on = moment_words(tr, one.on) if one.on else ""
    if one.way == holders.PAPER:
        return _paper(vault, tr, one)
    if one.way == holders.ANONYMOUS:
        return RowView("shield-alert", tr("Anonymous reports"), tr("A notice cannot reach the recipients."))
    icons = {holders.SEALED: "person", holders.ACTION: "send", holders.COPY: "out", holders.WORDS: "person"}
    told = {holders.NOTICE: tr("Amparo sent the notice. No answer yet"), holders.UNTOLD: beyond_words(tr)}
    done = {"hidden": tr("hidden"), "marked": tr("marked"), "destroyed": tr("destroyed"), "refused": tr("refused")}
    state = told.get(one.state) or ", ".join(done.get(word, "") for word in one.state.split(", ") if word in done)
    copy = tr("Exported: ask for that copy yourself") if one.way == holders.COPY else ""
    audience = tr(PROFILES[one.what].label) if one.what in PROFILES else one.what
    audience = title_words(vault, tr, records.record_of(vault, one.id)) if one.id else audience
    if one.way == holders.ACTION and one.state == "withdrawn":
        return evolve(_untold(vault, tr, records.record_of(vault, one.id)), title=one.name)
    if one.way == holders.ACTION and one.state:
        state = label(vault, tr, "paper_state", one.state)
    elif one.way == holders.ACTION and ended:
        state = tr("Tell them yourself. Then note it in the record.")
    if one.way == holders.WORDS:
        copy = tr("The alias is in words about others. Open the record, and withdraw it if they must hide it.")
    second = tr.line(audience if one.name else "", copy, on, state, one.said)
    step = (tr("Open record"), f"record:{one.id}") if one.id else ("", "")
    return RowView(icons[one.way], one.name or audience, second, far=step[0], key=step[1])


def _paper(vault: Vault, tr: Text, one: Holder) -> RowView:
    """Return the row of a paper: its recipient, its state, and the notice or the answer as the next step."""
    state = label(vault, tr, "paper_state", one.state) if one.state else ""
    on = moment_words(tr, one.on) if one.on else ""
    unknown = tr("Our own use") if one.own else tr("Recipient not noted")
    step = tr("Write notice…") if one.state == "withdrawn" else tr("Recipient and answer…")
    second = tr.line(tr(one.what), one.key, state, on, one.said)
    return RowView("files", one.name or unknown, second, far=step, key=f"given:{one.id}")


def _untold(vault: Vault, tr: Text, action: Record) -> RowView:
    """Return the row of a call or another action whose recipients must be told."""
    on = moment_words(tr, str(action.fields["date"])) if "date" in action.fields else ""
    names = tr.listed(holders.recipients(vault, action).values())
    ask = tr("Take it down, or ask them to do it.") if is_published(action.fields) else tr("Tell them yourself.")
    second = tr.line(title_words(vault, tr, action), on, ask)
    return RowView("send", names, second, far=tr("I told them"), key=f"told:{action.id.hex()}")


def beyond_words(tr: Text) -> str:
    """Return the text about a recipient whom no notice can reach."""
    return tr("Amparo cannot tell them: their key is not valid now. Tell them yourself.")


def _ours(vault: Vault, tr: Text, rows: list[WithdrawalView]) -> list[WithdrawCard]:
    cards = []
    for seen in rows:
        row = seen.retraction
        late = any(answer.late for answer in seen.answers)
        by = tr("Forwarded for another person") if row.above else tr("Withdrawn by you")
        cards.append(
            WithdrawCard(
                row.id.hex(), by, _second(vault, tr, row), row.text,
                True, tuple(_told(vault, tr, answer) for answer in seen.answers), row.ask, late=late,
                over=row.back is not None, closed=sent_withdrawals.is_consent_closed(vault, row),
            )
        )  # fmt: skip
    return cards


def reason_text(tr: Text, reason: str, ask: str) -> str:
    """Return the reason and the request of a withdrawal."""
    return tr.line(reasons(tr)[reason], tr("asked: {what}", what=asks(tr)[ask]))


def _second(vault: Vault, tr: Text, row: Retraction) -> str:
    back = tr("undone {at}", at=relative_time(tr, row.back, vault.now())) if row.back is not None else ""
    return tr.line(reason_text(tr, row.reason, row.ask), relative_time(tr, row.at, vault.now()), back)


def _told(vault: Vault, tr: Text, answer: WithdrawalAnswer) -> RowView:
    """Return the row of a recipient of the notice: their action, or the progress of the notice."""
    told = answer.told
    if answer.delivery == sent_withdrawals.UNREACHABLE:
        said = tr("Amparo could not tell them. Select Remind, or tell them yourself.")
        return RowView("shield-alert", answer.contact.title, said if answer.late else beyond_words(tr))
    if told.at is None:
        there = answer.delivery in ("delivered", "accepted")
        said = tr("Received the notice, no answer yet") if there else tr("Amparo sent the notice. No answer yet")
        return RowView("clock", answer.contact.title, said)
    passed = tr("told {n} other person|told {n} other people", n=told.passed) if told.passed else ""
    said = tr.line(result_text(tr, dict(told.did)), passed, relative_time(tr, told.at, vault.now()), told.text)
    return RowView("alert" if told.did.get(REFUSED) else "check", answer.contact.title, said)


def result_text(tr: Text, did: dict[str, int]) -> str:
    """Return the number of records for each result."""
    words = {
        "marked": lambda n: tr("{n} marked", n=n), "hidden": lambda n: tr("{n} hidden", n=n),
        "destroyed": lambda n: tr("{n} destroyed", n=n), "refused": lambda n: tr("{n} refused and kept", n=n),
        "absent": lambda n: tr("{n} not in their vault", n=n), "ours": lambda n: tr("{n} are their own records", n=n),
        "waits": lambda n: tr("{n} not decided yet", n=n), "restored": lambda n: tr("{n} shown again", n=n),
    }  # fmt: skip
    return tr.line(*(words[what](n) for what, n in sorted(did.items())))


def _came(vault: Vault, tr: Text, rows: list[ReceivedWithdrawal]) -> list[WithdrawCard]:
    words = {
        "marked": tr("Marked here"), "hidden": tr("Hidden here"), "destroyed": tr("Destroyed here"),
        "refused": tr("Kept: you refused the request"), "waits": tr("Waiting for you"),
        "ours": tr("Your record: it stays"),
        "aside": tr("Hidden here"), "": tr("Shown again"), "absent": "",
    }  # fmt: skip
    cards = []
    for seen in rows:
        row = seen.retraction
        lines = tuple(
            RowView("document", title_words(vault, tr, record), words[did]) for record, did in seen.records
        ) + tuple(
            RowView(
                "inbox",
                tr("{n} record that you have not accepted|{n} records that you have not accepted", n=n),
                words[did],
            )
            for did, n in sorted(seen.unopened.items())
        )
        by = tr("Withdrawn by {name}", name=seen.sender.title)
        cards.append(
            WithdrawCard(
                row.id.hex(), by, _second(vault, tr, row), row.text,
                False, lines, row.ask, waits=not row.settled, over=row.back is not None,
            )
        )  # fmt: skip
    return cards


def banner(vault: Vault, tr: Text, record: bytes) -> str:
    """Return the contact, time and reason of a record's withdrawal, or an empty text."""
    for row in retractions.of_record(vault.con, record):
        if retractions.records_of(vault.con, row.id)[record] in (REFUSED, OURS, ABSENT):
            continue
        at, why = relative_time(tr, row.at, vault.now()), reasons(tr)[row.reason]
        if row.contact is None:
            return tr("Withdrawn by you, {at}: {why}", at=at, why=why)
        contact = store.load(vault.con, row.contact)
        return tr("Withdrawn by {name}, {at}: {why}", name=contact.title if contact else "", at=at, why=why)
    return ""


def list_waiting_rows(vault: Vault, tr: Text) -> list[RowView]:
    """Return a row for each received withdrawal that needs a decision."""
    return [
        RowView(
            "alert",
            tr("{name} withdrew records", name=came.sender.title),
            tr.line(reasons(tr)[came.retraction.reason], tr("Decide: hide, mark, destroy or refuse")),
            far=relative_time(tr, came.retraction.at, vault.now()),
            ink="amb",
            key=f"withdrawn:{came.retraction.id.hex()}",
        )
        for came in received_withdrawals.list_received_withdrawals(vault, waiting=True)
    ]


def of_consent(vault: Vault, id_: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the id, in hex, of a person with withdrawn consent and the purposes, if others have words about them."""
    record = store.load(vault.con, id_)
    if record is None or (record.fields.get("state") != "withdrawn" and "withdrawn_on" not in record.fields):
        return "", ()
    purposes = record.fields.get("purpose")
    for link in store.links_of(vault.con, id_):
        if link.role == "actor" and holders.list_holders(vault, link.target.hex()):
            return link.target.hex(), tuple(map(str, purposes)) if isinstance(purposes, list) else ()
    return "", ()
