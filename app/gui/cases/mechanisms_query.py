"""The forms of the bodies with their versions and sources, and a file with an own form before its use."""

from attrs import frozen

from app.actions.kernel import clock
from app.actions.submissions import mechanisms
from app.domain.redact import PROFILES
from app.domain.submissions.catalogue import Mechanism, say
from app.gui.style.dates import moment_words
from app.gui.style.text import WRITTEN, Text
from app.gui.widgets.page_values import Fact3
from app.store.vault.open_vault import Vault


@frozen
class MechanismRow:
    """One form of a body: id, name, and version with source; `own` is True if the user loaded it."""

    key: str
    name: str
    second: str
    own: bool


@frozen
class MechanismFile:
    """A file before its use: its name, facts, questions, and the sentence about what it replaces."""

    name: str
    facts: tuple[Fact3, ...]
    questions: tuple[str, ...]
    replaces: str


def list_rows(vault: Vault, tr: Text) -> tuple[MechanismRow, ...]:
    """Return the newest version of each form."""
    today = clock.today(vault)

    def row(one: Mechanism) -> MechanismRow:
        own, day = mechanisms.is_own(vault, one.id), moment_words(tr, one.check_by)
        checked = (
            tr("checked until {date}", date=day) if one.is_checked(today) else tr("not checked since {date}", date=day)
        )
        said = tr.line(
            tr("Version {version}", version=one.version), tr("your file") if own else "", checked, one.source
        )
        return MechanismRow(one.id, one.say(tr.language), said, own)

    return tuple(map(row, mechanisms.list_mechanisms(vault)))


def describe_file(tr: Text, found: Mechanism, known: Mechanism | None) -> MechanismFile:
    """Return the content of a file in words."""
    facts = (
        (tr("Body"), say(found.bodies, tr.language), ""), (tr("Version"), found.version, ""),
        (tr("Languages"), tr.listed(WRITTEN.get(one, one) for one in found.languages), ""),
        (tr("Readers"), tr(PROFILES[found.audience].label), ""), (tr("Source"), found.source, ""),
        (tr("Seen on"), moment_words(tr, found.seen_on), ""),
        (tr("Checked until"), moment_words(tr, found.check_by), ""),
        (tr("Conditions"), tr.listed(one.id for one in found.gates), ""),
        (tr("Time limits"), tr.listed(say(one.label, tr.language) for one in found.clocks), ""),
    )  # fmt: skip
    version = known.version if known else ""
    replaces = tr("It replaces version {version}. Forms that began keep their version.", version=version)
    questions = tuple(f"{one.no}. {say(one.text, tr.language)}" for one in found.questions)
    return MechanismFile(found.say(tr.language), facts, questions, replaces if known else tr("It is a new form."))
