"""The data of instant action: the form, the confirmation, the page of an appeal, and appeals of others."""

from collections.abc import Sequence
from datetime import datetime

from app.actions.contacts import contact_cards
from app.actions.field import appeal_recipients, appeal_requests, appeals
from app.actions.field.appeal_recipients import AppealRecipient
from app.actions.field.appeal_requests import AppealRequest, Call
from app.actions.kernel import clock, drafts, records
from app.actions.mail import delivery_status
from app.actions.mail.delivery_history import Journey
from app.actions.mail.inbox import ReceivedReport
from app.actions.outgoing import letterheads
from app.actions.papers import appeals as papers
from app.actions.relays import networks
from app.actions.release import consent_rules
from app.domain import appeal as tiers
from app.domain.appeal_consent import Mode
from app.domain.leaks.leak_values import LeakClass
from app.domain.record import Record
from app.gui.appeals.appeals_values import AppealPage, AskedRow, AskShown, CallPage, FormShown, RecipientChoice, Texts
from app.gui.delivery import delivery_query
from app.gui.incidents.incidents_query import place_words
from app.gui.style.dates import after_rehearsal, moment_words, relative_time, span, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import BadgeOf, Fact3
from app.gui.widgets.page_values import RowView as Row
from app.store.relays import delivery_problems
from app.store.vault.open_vault import Vault

CHOSEN = 8
"""The maximum of recipients that are preselected."""
_ICONS = {"reached": "check", "promised": "check", "acted": "checks", "not_reached": "minus", "declined": "minus"}


def form(vault: Vault, tr: Text, event: str) -> FormShown:
    """Return the form: a stored draft or, from an incident, the values of the incident."""
    kept = drafts.load(vault, drafts.APPEAL)
    if kept is not None and any(kept[0].values()):
        values = {name: str(value) for name, value in kept[0].items()}
        offered = offer(vault, tr, values.get("event", ""), values.get("where", ""))
    else:
        values = {"when": clock.local_minute(vault), **(_of_event(vault, event) if event else {})}
        offered = offer(vault, tr, values.get("event", ""), values.get("where", ""))
        values["to"] = "\n".join(key for key, _ in offered.chosen)
    words = dict(offered.options)
    for name in ("who", "where", "event"):
        for key in filter(None, values.get(name, "").split("\n")):
            id_ = key.removeprefix("id:")
            if key.startswith("id:") or name == "event":
                record = records.record_of(vault, id_)
                words[key] = place_words(record) if record.kind == "place" else record.title
    about, lost = words.get(values.get("event", ""), ""), drafts.APPEAL in drafts.list_damaged(vault)
    return FormShown(values, words, offered, about, lost)


def offer(vault: Vault, tr: Text, event: str, where: str) -> RecipientChoice:
    """Return the people to ask for the form's place or, if it is empty, for the place of the incident."""
    key = where.removeprefix("id:") if where.startswith("id:") else "" if where else event
    about = records.record_of(vault, key) if key else None
    area = "" if where.startswith("id:") else where
    found = appeal_recipients.list_possible_recipients(
        vault, about, area=area, connected=networks.read_current_network().leads_out
    )
    options = {one.contact.id: (f"id:{one.contact.id.hex()}", addressee_words(vault, tr, one)) for one in found}
    words = vault.words["addressee_reach"]
    return RecipientChoice(
        tuple(options[one.contact.id] for one in sorted(found, key=lambda one: (not one.place, one.elsewhere))),
        tuple(options[one.contact.id] for one in appeal_recipients.choose_first_tier(found, CHOSEN)),
        {options[one.contact.id][0]: " ".join(say(code, tr.language) for code in sorted(one.reach)
            for say in (words.label, words.noun)) for one in found},
    )  # fmt: skip


def _of_event(vault: Vault, key: str) -> dict[str, str]:
    known = appeals.prefill_appeal(vault, key)
    who = known.get("who", [])
    values = {name: str(known.get(name, "")) for name in ("event", "what", "danger", "when")}
    values["who"] = "\n".join(f"id:{id_}" for id_ in who) if isinstance(who, list) else ""
    values["where"] = f"id:{known['where']}" if known.get("where") else ""
    return {name: value for name, value in values.items() if value}


def addressee_words(vault: Vault, tr: Text, one: AppealRecipient) -> str:
    """Return a name with the nearby place, the people whom they can reach and their speed."""
    language = tr.language
    speed = vault.words["speed"].label(tiers.SPEEDS[one.tier - 1], language)
    near = tr("acts in {place}", place=vault.words["country"].label(one.place, language)) if one.place else ""
    reach = one.contact.fields.get("reach")
    can = reach[:2] if isinstance(reach, list) else reach
    return tr.line(one.contact.title, near, _labels(vault, tr, "addressee_reach", can), speed)


def _labels(vault: Vault, tr: Text, scheme: str, value: object) -> str:
    """Return the labels of a code or of several."""
    codes = value if isinstance(value, list) else [value] if value else []
    return tr.listed(vault.words[scheme].label(str(code), tr.language) for code in codes)


def confirm(vault: Vault, tr: Text, key: str) -> AskShown:
    """Return the effect of asking the next tier."""
    made = appeals.read_appeal(vault, key)
    _, people = appeal_requests.preview(vault, key, connected=networks.read_current_network().leads_out)
    languages = tuple(dict.fromkeys(one.language for one in people)) or ("en",)
    rows = tuple(
        AskedRow(one.contact.id.hex(), one.contact.title, _how(vault, tr, one), by_hand=not one.sealed,
                 receives=one.receives)
        for one in people
    )  # fmt: skip
    written = texts(vault, key, languages, people)
    return AskShown(
        key, made.title, rows, written, languages[0], _warning(vault, tr, made, written),
        bool(made.fields.get("rehearsal")),
    )  # fmt: skip


def texts(vault: Vault, key: str, languages: Sequence[str], people: Sequence[AppealRecipient]) -> Texts:
    """Return every text of an appeal as it is sent: the general ones, and one for each person who is asked by hand."""
    by_hand = [one for one in people if not one.sealed]
    rows = tuple((one.contact.id.hex(), one.contact.title, one.language, one.text) for one in by_hand)
    issuers = letterheads.list_letterheads(vault)
    found = [papers.texts(vault, key, languages, by_hand, number) for number in range(len(issuers) + 1)]
    for one in by_hand:
        for language in languages:
            at, head = ("phone", language, one.contact.id.hex()), papers.call_lines(vault, key, language, one.contact)
            for said in found:
                said[at] = head + said[at]
    names = (issuer.name(languages[0]) for issuer in issuers)
    return Texts(found[0], rows, tuple(zip(names, found[1:], strict=True)))


def _warning(vault: Vault, tr: Text, made: Record, written: Texts) -> str:
    """Return the parts that are left out for lack of consent, or the names in the text that nobody agreed to."""
    agreed = consent_rules.read_consents(vault, made)
    if agreed.mode is Mode.NONE:
        return tr(
            "No one agreed to an appeal. The appeal says only that someone is in danger, and lists your requests."
        )
    read = tr("Read the whole text: it can have names, places or witnesses that Amparo does not know.")
    said = {" ".join(key): text for key, text in written.said.items() if not key[2]}
    open_ = papers.check_said(vault, made.id.hex(), said).open
    found = sorted(one.words for one in open_ if one.spans and one.kind is not LeakClass.TIME)
    if found:
        names = tr.listed(found)
        return (
            f"{tr('The text contains these names: {names}. Remove them if they can hurt someone.', names=names)} {read}"
        )
    return f"{tr('Amparo found no alias of this vault in the text.')} {read}" if agreed.mode is Mode.ANON else read


def _how(vault: Vault, tr: Text, one: AppealRecipient) -> str:
    """Return the effect of asking this person: it goes now, it waits, a person sends it, or they cannot receive it."""
    if not one.receives:
        return tr("cannot receive: {why}", why=mending(tr, one))
    way = one.way
    if one.card is not None:
        why = tr("there is no connection") if networks.read_current_network().leads_out is False else ""
        why = why if one.card.routes else tr("contact without a relay")
        sealed = tr("encrypted report, sent before all others")
        said = tr("waits for a USB stick: {why}", why=why) if why else tr("goes now")
        said = tr.line(said, sealed)
    elif way is not None:
        kind = vault.words["channel_kind"].label(way.kind, tr.language)
        said = tr.line(tr("you send it, not encrypted"), kind, way.address, "" if way.now else tr("might not work now"))
    return tr.line(said, *one.seats[:1])


def mending(tr: Text, one: AppealRecipient) -> str:
    """Return the reason why a contact gets nothing, and the act that helps, by the state of their card."""
    name = one.contact.title
    said = {
        "expired": tr("This card is too old. Ask {name} for a new card.", name=name),
        "revoked": tr("{name} ended this card. Ask {name} for a new card.", name=name),
        "changed": tr("New key: compare the numbers again."),
    }  # fmt: skip
    return said.get(one.card_state) or tr("{name} has no card and no channel that works. Add a channel.", name=name)


def _tier(vault: Vault, tr: Text, tier: int) -> str:
    speed = vault.words["speed"].label(tiers.SPEEDS[tier - 1], tr.language) if tier else ""
    return tr("Usual speed of these people: {speed}", speed=speed) if tier else ""


def time_since_event(vault: Vault, tr: Text, made: Record) -> str:
    """Return the time since the event as text."""
    here = datetime.fromtimestamp(vault.now())
    minutes = tiers.minutes_since(made.fields.get("happened", "0001"), here)
    if minutes is None:
        return moment_words(tr, str(made.fields.get("happened", "")))
    return tr("It happened {span} ago", span=span(tr, minutes))


def page(vault: Vault, tr: Text, key: str) -> AppealPage:
    """Return all data of the page of an appeal."""
    made = appeals.first_of(vault, appeals.read_appeal(vault, key))
    key = made.id.hex()
    now, lines = vault.now(), appeal_requests.lines(vault, made)
    stands = tiers.read_status([line.asked for line in lines], appeal_requests.minutes(made))
    closed = made.fields.get("state") == "closed"
    _, people = appeal_requests.preview(vault, key, connected=networks.read_current_network().leads_out)
    due = not closed and stands.overdue(now)
    names = tr.listed(one.contact.title for one in people)
    by_tier: dict[int, list[AskedRow]] = {}
    for line in lines:
        by_tier.setdefault(line.asked.tier, []).append(_asked(vault, tr, line))
    facts = [(tr(vault.kinds["appeal"].fields[name].label), said, "") for name, said in _facts(vault, tr, made) if said]
    follows = tuple(
        Row("document", title_words(vault, tr, row),
            tr.line(str(row.fields.get("number", row.ref)), _kind(vault, tr, row),
            vault.words["appeal_state"].label(str(row.fields.get("state", "")), tr.language)), key=row.id.hex())
        for row in appeals.list_follow_up_appeals(vault, made)
    )  # fmt: skip
    second = tr.line(str(made.fields.get("number", made.ref)), time_since_event(vault, tr, made))
    return AppealPage(
        key,
        title_words(vault, tr, made),
        second,
        tuple(_badges(vault, tr, made)),
        _state(vault, tr, stands, closed),
        tr("Nobody answered in time. Ask these people now: {names}", names=names) if due and people else "",
        names if people and not closed else "",
        tuple((_tier(vault, tr, number), tuple(rows)) for number, rows in by_tier.items()),
        tuple(_came(vault, tr, one) for one in appeal_requests.list_received_answers(vault, made)),
        tuple(facts),
        texts(vault, key, appeals.LANGUAGES, appeal_requests.list_asked_recipients(vault, lines)),
        follows,
        closed,
    )


def _state(vault: Vault, tr: Text, stands: tiers.AppealStatus, closed: bool) -> str:
    if closed:
        return tr("Closed.")
    if not stands.tier:
        return tr("Prepared. You have not asked anyone yet.")
    if stands.heard:
        return tr("{names} received it.", names=tr.listed(stands.heard))
    left = stands.minutes_left(vault.now())
    return (
        tr(
            "If nobody answers, ask the next people in {n} minute.|If nobody answers, ask the next people in "
            "{n} minutes.",
            n=left,
        )
        if left
        else tr("Ask the next people now.")
    )


def _badges(vault: Vault, tr: Text, made: Record) -> list[BadgeOf]:
    found: list[BadgeOf] = []
    if made.fields.get("rehearsal"):
        found.append(("info", tr("Rehearsal: nothing is sent"), "amb"))
    if state := made.fields.get("state"):
        found.append(("clock", vault.words["appeal_state"].label(str(state), tr.language), "neutral"))
    return found


def _facts(vault: Vault, tr: Text, made: Record) -> list[tuple[str, str]]:
    took = made.fields.get("took")
    return [
        ("area", str(made.fields.get("area", ""))),
        ("asks", _labels(vault, tr, "ask", made.fields.get("asks"))),
        ("consent", _labels(vault, tr, "appeal_consent", made.fields.get("consent"))),
        ("tier_minutes", tr.number(appeal_requests.minutes(made))),
        ("took", tr("{n} second after F9|{n} seconds after F9", n=int(str(took))) if took is not None else ""),
        ("result", str(made.fields.get("result", ""))),
    ]  # fmt: skip


def _kind(vault: Vault, tr: Text, made: Record) -> str:
    return vault.words["appeal_kind"].label(str(made.fields.get("kind", "new")), tr.language)


def _asked(vault: Vault, tr: Text, line: AppealRequest) -> AskedRow:
    answer = line.asked.answer
    said = vault.words["reached"].label(answer, tr.language) if answer else ""
    words = str((line.theirs or line.intervention).fields.get("response_text", ""))
    at = relative_time(tr, line.asked.at, vault.now())
    how, waits = tr.line(tr("you contact them yourself"), at), not answer
    if line.delivery is not None:
        contact = contact_cards.of_record(vault, line.contact.id)
        journey = Journey(line.delivery, contact, 0, ())
        state = delivery_status.delivery_status(vault, journey, delivery_problems.list_problems(vault.con))
        how = tr.line(tr("encrypted report"), at, tr.phrase(state.words), tr.phrase(state.why), tr.phrase(state.todo))
        waits = state.name == "waiting"
    (one,) = appeal_requests.list_asked_recipients(vault, [line])
    if waits and not one.receives:
        how = tr("cannot receive: {why}", why=mending(tr, one))
    icon = _ICONS.get(answer, "check" if line.asked.heard else "clock")
    state_ = tr.line(said, words) or (tr("accepted") if line.asked.accepted else tr("no answer yet"))
    return AskedRow(line.contact.id.hex(), line.contact.title, how, state_, icon, line.theirs is None, answer)


def _came(vault: Vault, tr: Text, one: ReceivedReport) -> Row:
    at = relative_time(tr, one.arrived.at, vault.now())
    return Row("inbox", delivery_query.sender(tr, one), tr("An answer arrived"), far=at, key=one.arrived.report.hex())


def call(vault: Vault, tr: Text, key: str) -> CallPage | None:
    """Return the page of a received appeal. Return None after its answer or its end."""
    found = next((one for one in appeal_requests.calls(vault) if one.key == key), None)
    if found is None:
        return None
    fields = found.fields
    kind = vault.kinds["appeal"]
    facts: list[Fact3] = [
        (tr(kind.fields["happened"].label), moment_words(tr, str(fields.get("happened", ""))), ""),
        (tr(kind.fields["area"].label), str(fields.get("area", "")), ""),
        (tr(kind.fields["asks"].label), _labels(vault, tr, "ask", fields.get("asks")), ""),
    ]  # fmt: skip
    prose = tuple(
        (tr(kind.fields[name].label), str(fields[name]))
        for name in ("what", "risk_now", "background", "work", "dont") if fields.get(name)
    )  # fmt: skip
    return CallPage(
        key, found.title, tr.line(found.number, found.sender.title), time_left_text(tr, found, vault.now()),
        not found.minutes_left(vault.now()), tuple(fact for fact in facts if fact[1]), prose, found.rehearsal,
    )  # fmt: skip


def time_left_text(tr: Text, one: Call, now: float) -> str:
    """Return the time left to answer, as text."""
    n = one.minutes_left(now)
    return tr("{n} minute left|{n} minutes left", n=n) if n else tr("other people are asked too")


def call_row(vault: Vault, tr: Text, one: Call) -> Row:
    """Return the row of Today for an instant action that was received, with the time left to answer it."""
    title = tr("Answer {name}: {title}", name=one.sender.title, title=one.title)
    return Row(
        "bolt",
        after_rehearsal(tr, one.fields, title),
        one.number,
        far=time_left_text(tr, one, vault.now()),
        ink="red",
        key=f"call:{one.key}",
    )


def list_waiting_rows(vault: Vault, tr: Text, calls: Sequence[Call]) -> list[Row]:
    """Return the rows of Now: accepted appeals to answer, and our open appeals, with a note if the next are due."""
    rows = [call_row(vault, tr, one) for one in calls if one.arrived is None]
    for made in appeal_requests.open_(vault):
        late, stands = appeal_requests.is_late(vault, made), appeal_requests.read_status(vault, made)
        second = tr.line(str(made.fields.get("number", "")), _state(vault, tr, stands, False))
        far = tr("ask the next people") if late else time_since_event(vault, tr, made)
        rows.append(Row("bolt", title_words(vault, tr, made), second, far=far, ink="red" if late else "ink2",
                        key=f"appeal:{made.id.hex()}"))  # fmt: skip
    return rows
