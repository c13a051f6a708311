"""Make all papers from records: one list of papers, one function that makes them.

Each output is a function from outgoing, already redacted data (`OutgoingData`) to a sheet, or to the text of a specific
format (vCard, iCalendar, GeoJSON). None reads the vault directly, so none can show more than the share window. Tables
of numbers come from `Tallies`, which knows the countable data for each audience and returns only numbers.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

from attrs import evolve

from app.actions.kernel import clock
from app.actions.kernel.external_files import new_file
from app.actions.kernel.records import record_of
from app.actions.outgoing import letterheads
from app.actions.outgoing.frames import make_frame
from app.actions.outgoing.outgoing_data import OutgoingData as OutgoingData
from app.actions.outgoing.output import SHEET_FORMS as SHEET_FORMS
from app.actions.outgoing.output import OfNumbers as OfNumbers
from app.actions.outgoing.output import OfThisVault as OfThisVault
from app.actions.outgoing.output import Output as Output
from app.actions.outgoing.output import OutputResult as OutputResult
from app.actions.outgoing.tallies import Tallies
from app.actions.outgoing.wording import KeptWording, PaperWording
from app.actions.paper_parts import deeds
from app.actions.papers import register
from app.actions.release import consent_rules
from app.actions.release.leak_check import check_paper, has_home, has_real_name, limits_of
from app.actions.release.leak_limits import AskedWords
from app.actions.release.released_names import OpenNames, list_agreed, log_shown, put_names, read_names, tell_apart
from app.domain.direction import RTL_LANGUAGES, direct_lines
from app.domain.frame import LEFT_OUT, warn_of_withdrawal
from app.domain.leaks.leak_values import ALIASED, GAP, NAMED, AudienceLimits, LeakAnswers
from app.domain.leaks.paper_texts import read_texts
from app.domain.record import Record
from app.domain.redact import PROFILES, Profile, listed_for
from app.domain.release.audiences import Spoken, asking
from app.domain.release.consents import has_withdrawn
from app.domain.search_normalisation import fold
from app.domain.sheet import Sheet
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.record_lists import load_all
from app.store.vault import identity
from app.store.vault.open_vault import Vault

MOST_COPIES = 99
_FAMILIES = (
    "missions", "reports", "incident_papers", "interviews", "evidence", "diplomacy", "follow_ups", "journeys",
    "appeals", "justice.detention", "accompaniments", "security", "networks", "directory", "gender", "first_action",
    "warnings", "readiness", "justice.casework", "justice.contexts", "justice.proceedings", "justice.impunity",
    "declared",
    "justice.casualties", "justice.displacement", "justice.act_details", "justice.patterns", "justice.submissions",
    "relocations", "library", "campaigns", "help.assistance", "help.donors", "help.grants", "help.hosts",
    "advocacy.demands", "advocacy.plans", "business.companies", "handed_out",
)  # fmt: skip
"""The modules with a list `OUTPUTS`, in the order of the papers in the window."""


def list_outputs() -> tuple[Output, ...]:
    """Return every output."""
    modules = (import_module(f"app.actions.papers.{name}") for name in _FAMILIES)
    return tuple(output for module in modules for output in module.OUTPUTS)


def find_by_name(name: str) -> Output:
    """Return an output by its name, or raise InputRefused that lists them."""
    called = (one for output in list_outputs() for one in (output, *output.calls))
    found = next((output for output in called if output.name == name), None)
    if found is None:
        known = ", ".join(output.name for output in list_outputs())
        raise InputRefused(Phrase("There is no output {name}.", name=name), Phrase("Papers: {known}.", known=known))
    return found


def for_kind(kind: str) -> tuple[Output, ...]:
    """Return the outputs for records of a kind."""
    return tuple(output for output in list_outputs() if kind in output.about)


def make(
    vault: Vault, name: str, handles: Sequence[str], profile: str = "", language: str = "en", month: str = "",
    letterhead: int = 0, reference: str = "", confirmed: Sequence[tuple[bytes, str]] = (),
    answers: LeakAnswers = LeakAnswers(), names: OpenNames | None = None, readers: Sequence[str] = (),
    embargo: str = "", wording: Sequence[KeptWording] = (), on: date | None = None, headline: str = "",
) -> OutputResult:  # fmt: skip
    """Make an output of records for an audience, in a language; the default profile is the output's first.

    `letterhead` is the number of the issuer, 0 for none. `reference` is that of the preview, or a new one is drawn.
    `confirmed` are sensitive parts (record, facet) that leave, `answers` those to the leak check. `embargo` is the day
    and time in UTC before which a public paper must not be published. `readers` are the names of the addressee: a yes
    can be for some readers only. With `names`, the paper has the real names of people who agreed to that. `wording` is
    used before that of earlier papers. `on` is the day of a list. A paper of the whole vault can be empty.
    Raises InputRefused for a language or a profile that the output does not have, and if no record can be seen.
    """
    output = find_by_name(name)
    chosen = _choose_audience(vault, output, profile)
    _refuse_language(output, language)
    embargo = _read_embargo(output, embargo)
    if isinstance(output.build, OfNumbers | OfThisVault):
        if handles:
            raise InputRefused("This paper counts the whole vault.", "Nothing was written. Leave out the records.")
        frame = make_frame(vault, chosen, language, letterhead, reference)
        return _count(vault, OutputResult(output, "", (), (), frame, readers=tuple(readers)), PROFILES[chosen])
    _need_record(vault, output, handles)
    readers = output.readers(vault, handles) if output.readers else readers
    asked = handles or (output.roots(vault) if output.roots else ())
    seen_by = listed_for(chosen) if output.audiences else asking(chosen) if output.asks else chosen
    further = _list_further(vault, output, asked, chosen, readers)
    leaving = OutgoingData(vault, [*asked, *further], seen_by, language, month, output.counted, confirmed, readers)
    wanted = {record_of(vault, handle).id for handle in asked}
    named_ = [record for record in leaving.roots if record.id in wanted]
    wrong = [record.kind for record in named_ if output.about and record.kind not in output.about]
    closed = [record_of(vault, handle) for handle in asked] if not named_ and not wrong else []
    if missing := consent_rules.say_missing(vault, closed, leaving.paper):
        consent_rules.refuse_without_consent(missing, leaving.profile)
    if wrong or not (named_ or (output.roots and not asked)):
        raise InputRefused(
            Phrase("{name}: nothing here that it can be made of.", name=Phrase(output.label)),
            "Nothing was written. The record is of another kind, or too sensitive for this level.",
        )
    frame = make_frame(vault, chosen, language, letterhead, reference, embargo)
    about = tuple(one.id for one in (named_ if output.about else leaving.records if output.audiences else ()))
    leaving.letterhead, leaving.embargo, leaving.today = frame.letterhead, embargo, on or leaving.today
    leaving.headline, agreed = headline.strip(), list_agreed(vault, leaving.records, leaving.paper)
    leaving.apart = frozenset(one.id for one in agreed if names and output.asks and _is_apart(leaving, one))
    leaving.unopened = leaving.apart if names else frozenset(one.id for one in agreed)
    leaving.wording = PaperWording((*wording, *register.find_wording(vault, name, language, about, chosen)))
    made = OutputResult(output, output.build(leaving), (), (), frame, about=about, newest=leaving.newest)
    return _finish(vault, made, leaving, answers, names)


def _is_apart(leaving: OutgoingData, person: Record) -> bool:
    """Return True if a body can read the real name of a person, but the State must not read it in the form."""
    return leaving.profile.name in ("un", "regional") and leaving.say_until(person, Spoken.NAME) is None


def _need_record(vault: Vault, output: Output, handles: Sequence[str]) -> None:
    """Raise InputRefused for a paper about a record, if no record is named."""
    if output.about and not (handles or output.roots):
        raise InputRefused(
            Phrase("{name} is about a record, and no record is named.", name=Phrase(output.label)),
            Phrase("Nothing was written. Name a record: {kinds}.",
                   kinds=tuple(Phrase(vault.kinds[kind].label) for kind in output.about)),
        )  # fmt: skip


def _count(vault: Vault, made: OutputResult, audience: Profile) -> OutputResult:
    """Return a paper of the whole vault with its content; a table for a body warns if nobody chose the office."""
    build, frame = made.output.build, made.frame
    if isinstance(build, OfThisVault):
        return evolve(made, content=build.sheet(vault), readers=())
    assert isinstance(build, OfNumbers) and frame is not None  # noqa: S101 - the caller has checked it
    to = deeds.name_readers(audience, made.readers)
    warned = deeds.warn_of_nobody(audience) if to and not made.readers else ()
    table = build.table(Tallies(vault, audience, frame.language))
    return evolve(made, content=evolve(table, addressee=to), warnings=warned)


def _read_embargo(output: Output, text: str) -> str:
    """Return the moment of an embargo. Raises InputRefused for another text, and for a paper that is not public."""
    try:
        if not text or output.profiles == ("public",):
            return datetime.strptime(text, "%Y-%m-%d %H:%M").strftime("%Y-%m-%dT%H:%M") if text else ""
    except ValueError:
        pass
    raise InputRefused(
        Phrase("An embargo of {name} cannot be {text}.", name=Phrase(output.label), text=text),
        "Nothing was written. Use a public paper, and a day and time in UTC such as 2026-12-01 09:00.",
    )


def _choose_audience(vault: Vault, output: Output, asked: str) -> str:
    """Return the audience of a paper, the usual one if none is asked for. Raises InputRefused for another one."""
    known = ", ".join(output.audiences(vault) if output.audiences else output.profiles)
    chosen = asked if output.audiences else asked or output.profiles[0]
    named = {PROFILES[one].name for one in output.profiles}
    if not chosen or not (output.audiences or (chosen in PROFILES and PROFILES[chosen].name in named)):
        raise InputRefused(
            Phrase("{name} is not made for {profile}.", name=Phrase(output.label), profile=chosen or "?"),
            Phrase("Nothing was written. Levels: {known}.", known=known or "0"),
        )
    return chosen


def _finish(
    vault: Vault, made: OutputResult, leaving: OutgoingData, answers: LeakAnswers, names: OpenNames | None
) -> OutputResult:
    """Return a paper after the leak check. Its real names are in the log before anybody can see it."""
    content, to, wording = made.content, leaving.paper.readers, leaving.wording
    tells_issuer = isinstance(content, str) or bool(content.apart) or content.name == "request"
    issuer = tuple(letterheads.list_own_words(leaving.letterhead if tells_issuer else None))
    limits = limits_of(vault, leaving.profile, leaving.records, to, leaving.year, to)
    says = [one for one in leaving.says if not has_real_name(vault, {"": one})]
    limits = evolve(limits, language=leaving.language, issuer=issuer, names=(*limits.names, *says))
    people = list_agreed(vault, leaving.records, leaving.paper)
    agreed = [one for one in people if limits.form(one.id) == NAMED]  # an appeal can say less than its people allow
    known = read_names(vault, names, agreed) if names is not None else {}
    spoken = {id_: name for id_, name in known.items() if id_ not in leaving.apart}
    limits = _use_aliases(limits, leaving.apart)
    if has_real_name(vault, {one.key: one.words for one in wording.used}):
        raise InputRefused(
            "Your wording has a real name.",
            "Nothing was saved. Write the alias: Amparo puts in the name of people who agreed.",
        )
    if isinstance(content, Sheet) and not content.addressee:
        content = evolve(content, addressee=deeds.list_readers(leaving))
    before = wording.undo(read_texts(content))
    content = evolve(content, notes=wording.notes(leaving.language)) if isinstance(content, Sheet) else content
    if spoken:
        content = put_names(vault, content, spoken)
        limits = evolve(limits, says_names=True, names=(*limits.names, *spoken.values()))
    gaps = "".join(read_texts(content).values()).count(GAP)
    content, leaks = check_paper(vault, content, limits, answers, before)
    if isinstance(content, Sheet) and "".join(read_texts(content).values()).count(GAP) > gaps:
        content = evolve(content, notes=(*content.notes, LEFT_OUT))
    told = [one for one in agreed if one.id in leaving.apart and one.id in known]
    content = tell_apart(content, told, known) if isinstance(content, Sheet) else content
    if isinstance(content, str) and made.output.forms == ("txt",):
        head = made.output.head(leaving) if made.output.head else ""
        content = content.replace(GAP, "...")  # a short message with another letter has half of the room
        content = direct_lines(head + content, leaving.language in RTL_LANGUAGES)
    if leaving.profile.own and _names_withdrawn(vault, leaving):
        content = warn_of_withdrawal(content)
    if known or not leaks.open:
        reference = made.frame.reference if made.frame else ""
        why = names.why if names else ""
        what = ", ".join(filter(None, (made.output.name, leaving.profile.name, reference, why)))
        log_shown(vault, {*leaks.named, *(one.id for one in told)}, what)
    warned = _warn(vault, leaving, 0 if names else len(agreed))
    return evolve(
        made, content=content, held_back=leaving.held_back, warnings=(*leaving.warnings, *warned), leaks=leaks,
        agreed=len(agreed), to_confirm=leaving.to_confirm, texts=tuple(wording.texts.values()),
        people=leaving.spoken if made.output.about or not leaving.profile.own else (), readers=to,
    )  # fmt: skip


def _use_aliases(limits: AudienceLimits, apart: Collection[bytes]) -> AudienceLimits:
    """Return limits with the form of an alias for these people; the forms of others are still found when needed."""
    find = AskedWords(lambda id_: ALIASED if id_ in apart else limits.form(id_))
    return evolve(limits, forms=find) if apart else limits


def _warn(vault: Vault, leaving: OutgoingData, n: int) -> Sequence[str]:
    """Return the cautions about a home on the letterhead, and about `n` people whose real names are closed."""
    head, warned = leaving.letterhead, list[str]()
    if head and not leaving.profile.own and has_home(vault, head.address):
        warned.append(Phrase("The address of the letterhead is also that of a person in your records."))
    if n:
        said = Phrase("People who agreed to be named: {n}. Open the real names, or go on with the aliases.", n=n)
        warned.append(said)
    return warned


def mark_read(vault: Vault, made: OutputResult, reader: str, on: str = "") -> OutputResult:
    """Return a paper with the mark of its second reader, who read it on a day (default: today) and agrees to it.

    Raises InputRefused without a name, for the name of this vault, and for a wrong day. The day must not be before the
    last change of a record in the paper.
    """
    today, name = clock.today(vault), " ".join(reader.split())
    ids = {*made.about, *(bytes.fromhex(one.key.partition(".")[0]) for one in made.texts)}
    changed = max((date.fromtimestamp(one.updated) for one in load_all(vault.con, ids).values()), default=date.min)
    try:
        day = date.fromisoformat(on) if on else today
    except ValueError:
        day = date.max
    if not any(map(str.isalpha, name)) or fold(name) == fold(identity.name(vault)) or not changed <= day <= today:
        raise InputRefused(
            "Write the name or alias of the second reader, and the day.",
            "Nothing was saved. It is another person, who read the paper after the last change of its records.",
        )
    return evolve(made, reader=(name, day.isoformat()))


def _names_withdrawn(vault: Vault, leaving: OutgoingData) -> bool:
    """Return True if a person in a paper withdrew consent."""
    people = [record_of(vault, one.id.hex()) for one in leaving.spoken]
    return any(has_withdrawn(one, consent_rules.list_answers(vault, [one])) for one in people)


def _list_further(
    vault: Vault, output: Output, asked: Sequence[str], chosen: str, readers: Sequence[str]
) -> Sequence[str]:
    """Return the further records of a paper, without those that are closed to the audience with all their parts."""
    if output.also is None:
        return ()
    paper = consent_rules.make_paper(vault, PROFILES[chosen], readers)
    found = []
    for handle in output.also(vault, asked):
        rows = consent_rules.explain(vault, record_of(vault, handle), paper)
        if not rows or any(row.form != Spoken.CLOSED.value for row in rows):
            found.append(handle)
    return found


def _refuse_language(output: Output, language: str) -> None:
    if language not in output.languages:
        raise InputRefused(
            Phrase("{name} has no translation for {language} yet.", name=Phrase(output.label), language=language),
            Phrase("Nothing was written. Languages: {known}.", known=", ".join(output.languages)),
        )


def number_copies(path: Path, made: OutputResult, copies: int) -> Sequence[tuple[Path, OutputResult]]:
    """Return each copy of a paper with its file: NAME-1, NAME-2, and so on if there are several.

    Raises InputRefused if the number of copies is not between 1 and 99, or if a finished text has no place for it.
    """
    if not 1 <= copies <= MOST_COPIES or (copies > 1 and not (made.frame and isinstance(made.content, Sheet))):
        raise InputRefused(
            Phrase("There are no {copies} copies of this paper.", copies=copies), "Choose 1 to 99 copies of a sheet."
        )
    if copies == 1 or made.frame is None:
        return [(path, made)]
    frame = made.frame
    return [
        (path.with_stem(f"{path.stem}-{n}"), evolve(made, frame=evolve(frame, copy=n, copies=copies)))
        for n in range(1, copies + 1)
    ]


def write(path: Path, data: bytes) -> None:
    """Write the data to a new file outside the vault: completely, or not at all if the disk fails.

    Raises InputRefused if its name is taken, StorageFailed.
    """
    with new_file(path) as file:
        file.write(data)
