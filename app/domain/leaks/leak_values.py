"""The values of the leak check: limits of an audience, findings, and the answers of a person with their rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, IntEnum

from attrs import evolve, field, frozen

from app.phrase import Phrase

GAP = "…"
"""The replacement of words for which no coarser ones are known."""
NAMED, ALIASED, ROLE, PSEUDONYM, LEFT_OUT, CLOSED = "N", "A", "R", "P", "0", "X"
"""The forms of a person for an audience: real name, alias, role only, pseudonym, and two for no mention."""
EXACT, LOCALITY, DISTRICT, PROVINCE, COUNTRY, NOWHERE = range(6)
"""Place levels, finest first; at the last one not even the country."""
MINUTE, PART_OF_DAY, DAY, MONTH, QUARTER, YEAR = range(6)
"""Levels of time, finest first."""


class LeakClass(Enum):
    """The subject of a finding."""

    NAME = "name"
    ALIAS = "alias"
    CONTACT = "contact"
    REACH = "telephone or address"
    HOME = "home"
    PLACE = "place"
    NUMBER = "number"
    RECORD_ID = "id"
    FILE = "file"
    BIRTH = "birth"
    UNCHECKED = "names not checked"
    UNKNOWN = "perhaps a name"
    TIME = "time"
    HINT = "hint"
    DOER = "perpetrator"


class Weight(IntEnum):
    """The weight of a finding, worst first. Only a notice needs no answer."""

    STOP = 0
    ASK = 1
    ROUND = 2
    NOTICE = 3


@frozen
class AudienceLimits:
    """The limits of an audience for one paper.

    `forms` gives the form of each person by id; a person without an entry has `otherwise`. `place` and `time` are the
    finest levels. `own` are words and numbers of the addressee, and the paper's references. `names` are
    the names that it can say, such as its aliases. `roles` are the words for a person at form R, `somebody` the words
    for any person by language, `withheld` those for a removed telephone, address and other number. `language` is that
    of the paper. `labels` are ours: a sentence of a person begins after one and its colon. `year` is the year of the
    event, 0 if unknown. `home` and `refuge` are the finest levels of homes and of hiding places; `areas` are names of
    places that leave with their records.
    """

    audience: str
    forms: Mapping[bytes, str] = field(factory=dict)
    otherwise: str = CLOSED
    place: int = DISTRICT
    time: int = DAY
    ids: bool = False
    own: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    roles: Mapping[bytes, str] = field(factory=dict)
    somebody: Mapping[str, str] = field(factory=dict)
    withheld: Mapping[str, Sequence[str]] = field(factory=dict)
    language: str = "en"
    labels: tuple[str, ...] = ()
    year: int = 0
    home: int = DISTRICT
    refuge: int = NOWHERE
    areas: tuple[str, ...] = ()
    at: Callable[[bytes], int] = lambda _: EXACT
    """Returns the finest level of a place, by its id, for the people of the records at it."""
    near: Callable[[bytes], tuple[int, int]] = lambda _: (EXACT, MINUTE)
    """Returns the finest levels of places and times in a text with the name of a person, by the person's id."""
    moments: frozenset[str] = frozenset()
    """The days (`2026-11-20`) and times of day (`05:30`) that leave with their records."""
    unnamed: tuple[str, ...] = ()
    """The words for the role of each person in the paper who has no name for an audience outside."""
    doers: tuple[str, ...] = ()
    """Names of organisations and kinds of perpetrators that an audience outside does not read in their own place."""
    says_names: bool = False
    """The paper says the real names of people at form N; without it, they are findings."""
    issuer: tuple[str, ...] = ()
    """Words and numbers of the letterhead: own words, except the real name or the number of a known person."""
    neutral: Mapping[str, Mapping[str, str]] = field(factory=dict)
    """The words for kinds of organisations, places and perpetrators, by language."""

    def narrow(self, people: Iterable[bytes]) -> "AudienceLimits":
        """Return the limits of a text with the names of these people."""
        places, times = zip((self.place, self.time), *map(self.near, people), strict=True)
        return evolve(self, place=max(places), time=max(times))

    def form(self, person: bytes) -> str:
        """Return the form of a person."""
        return self.forms.get(person, self.otherwise)


@frozen
class FindingSpan:
    """A place of a finding: the key of its text, the first and the last character (exclusive), the replacement."""

    block: str
    start: int
    end: int
    instead: str = GAP


@frozen
class Finding:
    """Words that the audience must not read, in all their places.

    `id` is the same for the same words in every text for one audience. `at` is the position of the words in `sentence`.
    `agreed` is True if the person agreed to be named to this audience. `people` are the known people whom the words can
    mean.
    """

    id: str
    kind: LeakClass
    weight: Weight
    words: str
    spans: tuple[FindingSpan, ...]
    sentence: str
    at: tuple[int, int]
    agreed: bool = False
    people: frozenset[bytes] = frozenset()

    @property
    def instead(self) -> str:
        """Return the replacement in the first place."""
        return self.spans[0].instead if self.spans else ""


REPLACE, EDIT, KEEP = "replace", "edit", "keep"
REASONS = ("not a name", "public office holder", "the addressee's own", "agreed and on record", "law, company or body")
"""The reasons to keep words; further ones begin with "other:"."""
NOT_A_NAME, AGREED, OTHER = REASONS[0], REASONS[3], "other:"
WHY: Mapping[LeakClass, Phrase] = {
    LeakClass.NAME: Phrase("This is a real name that the recipient must not read."),
    LeakClass.ALIAS: Phrase("This person did not agree that the recipient reads about them."),
    LeakClass.CONTACT: Phrase("This is one of your contacts."),
    LeakClass.REACH: Phrase("This is a telephone number or an address on the internet."),
    LeakClass.HOME: Phrase("This is a home."),
    LeakClass.PLACE: Phrase("This place is more exact than the recipient may know."),
    LeakClass.NUMBER: Phrase("This can be the number of a document, a plate or an account."),
    LeakClass.RECORD_ID: Phrase("This is the number of a record in your vault."),
    LeakClass.FILE: Phrase("The file has more data than its content."),
    LeakClass.BIRTH: Phrase("This can be a date of birth."),
    LeakClass.UNCHECKED: Phrase("Open the real names first, or write a reason to go on."),
    LeakClass.UNKNOWN: Phrase("This can be a name. Amparo does not know it."),
    LeakClass.HINT: Phrase("These words can point at a person whose name is withheld."),
    LeakClass.DOER: Phrase("These words can tell the perpetrator, who is not in this paper."),
    LeakClass.TIME: Phrase("This time is more exact than the recipient may know."),
}
"""The reason of a finding, for a person."""
REASON_WORDS: Mapping[str, Phrase] = {
    "not a name": Phrase("Not a name"),
    "public office holder": Phrase("Public office holder"),
    "the addressee's own": Phrase("The addressee's own"),
    "agreed and on record": Phrase("Agreed, and on record"),
    "law, company or body": Phrase("Law, company or body"),
    OTHER: Phrase("Other reason"),
}
"""The reasons to keep words, for a person."""
_NO_WORDS = {
    LeakClass.UNCHECKED: Phrase("Open the names, or give a reason to go on."),
    LeakClass.FILE: Phrase("Amparo does not change an original. Give a reason to go on, or leave the file out."),
}
"""The reason to refuse new words for a finding without words in a text."""
HIDDEN_WORDS: Mapping[str, Phrase] = {
    "position": Phrase("position"), "time": Phrase("time"), "device": Phrase("device"), "author": Phrase("author"),
    "comment": Phrase("note"), "change": Phrase("tracked changes"), "sheet": Phrase("hidden sheet"),
    "file": Phrase("file inside"), "more": Phrase("other hidden data"),
    "unread": Phrase("a format that Amparo cannot check"),
}  # fmt: skip
"""The names of hidden data of a file (`app.exchange.metadata.HIDDEN`), for a person."""
_OF_PERSON = frozenset({LeakClass.NAME, LeakClass.ALIAS, LeakClass.CONTACT, LeakClass.REACH})
"""Classes of a stop about a known person, a number or an address: they need a real reason: "not a name" is refused."""
_NEVER_PUBLIC = _OF_PERSON | {LeakClass.HOME}


@frozen
class LeakAnswer:
    """The answer to a finding: replace, edit (with other words), or keep (with a reason)."""

    does: str = REPLACE
    words: str = ""
    reason: str = ""


@frozen
class LeakAnswers:
    """All answers for a paper, by finding.

    With `replace_rest`, every other finding gets its default, except a question (`ASK`) about a public paper.
    """

    given: Mapping[str, LeakAnswer] = field(factory=dict)
    replace_rest: bool = False

    def of(self, finding: Finding, audience: str) -> LeakAnswer | None:
        """Return the answer to a finding, or None."""
        given = self.given.get(finding.id)
        if given is None and self.replace_rest and finding.spans:
            public_question = finding.weight is Weight.ASK and audience == "public"
            return None if public_question else LeakAnswer()
        return given

    def add(self, finding: str, answer: LeakAnswer) -> "LeakAnswers":
        """Return the answers with one more."""
        return evolve(self, given={**self.given, finding: answer})


def keep_reasons(finding: Finding, audience: str) -> tuple[str, ...]:
    """Return the reasons with which a finding can be kept; empty if it must be replaced."""
    if not finding.spans:
        return (OTHER,)
    if finding.weight is Weight.STOP and audience == "public" and finding.kind in _NEVER_PUBLIC:
        return ()
    sure = finding.weight is Weight.STOP and finding.kind in _OF_PERSON
    refused = {NOT_A_NAME: sure, AGREED: not finding.agreed}
    return (*(one for one in REASONS if not refused.get(one)), OTHER)


def says_why(reason: str) -> bool:
    """Return True if a person's own reason has a letter."""
    return any(map(str.isalpha, reason.removeprefix(OTHER)))


def refusal(finding: Finding, answer: LeakAnswer, audience: str) -> str:
    """Return the reason to refuse an answer, or an empty text."""
    if answer.does not in (REPLACE, EDIT, KEEP):
        return Phrase("Choose one: replace, edit or keep.")
    if answer.does != KEEP:
        return "" if finding.spans else _NO_WORDS.get(finding.kind, "")
    offered = keep_reasons(finding, audience)
    if not offered:
        return Phrase("A public paper never has this. Replace it.")
    own = answer.reason.startswith(OTHER) and says_why(answer.reason)
    if not own and answer.reason not in offered[:-1]:
        return Phrase("Give one of these reasons: {reasons}", reasons=offered)
    return ""
