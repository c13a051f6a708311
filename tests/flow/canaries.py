"""Random sets of records in which every word and every date can be told apart from all others, and who may read each.

Every field that holds a person's words gets a word of its own, every date a day of its own, in the centuries before
anything the program says by itself. So whatever leaves can be read for them, whatever its format, and each that is
found is looked up: whose it is, in which field, at which level. `may` is the rule once more, written here from what is
promised (docs/threat-model.md) and not from `app.domain.redact`.
"""

import datetime
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import Factory, define, evolve, frozen

import crypto
from app.actions.kernel.records import write_records
from app.actions.vault import real_names
from app.domain.fields import Field, Level, Type, Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.redact import Profile
from app.store.vault.open_vault import Vault

WORD = re.compile(r"qzx[0-9a-f]{9}")
DAY = re.compile(r"1[0-8]\d\d-\d\d-\d\d")
NUMBER = re.compile(r"\d+\.\d{6}")
COUNTED = ("accompaniment", "shift")
"""Kinds of which a roster counts every day between two: theirs lie in a few years."""
ASKED = ("appeal", "actor", "organisation", "document")
"""All that an appeal may carry: nothing of the incident itself."""
SHOWN = ("area", "name")
"""The name of an area is the district of a place, "as you show it to others"."""
WHERE = ("name", "district", "province", "country")
"""What an appeal says of where it was, in its words; the name where those it is about agreed to that, or nobody is."""
CALLED = (*(("contact", name) for name in ("listed_as", "official_title", "role", "hours", "languages")),
          ("channel", "address"))  # fmt: skip
"""What the script of an appeal says of whom to ring, and no other text of it: name, office, number, hours, language.

The pages (5.1) put these above the script, although the number of nobody else may leave with an appeal.
"""
TABLES = {**dict.fromkeys(("impunity-table", "displacement-table"), (("place", "province"),)),
          "community-loss-census": (("loss", "value_min"), ("loss", "value_max"), ("loss", "qty_min"),
                                    ("loss", "qty_max"), ("loss", "paid"), ("loss", "offered")),
          "grant-report": (("grant", "granted"), ("grant", "paid"), ("grant", "reference"))}  # fmt: skip
"""The fields that a paper of numbers tells to each reader; `test_proceedings`, `test_losses` hold its rule of few."""
HELD = ("detention", "stay", "access")
"""Kinds that are wholly about a person in detention: for others they leave with that person's yes only."""
AIDED = ("relocation", "requirement", "budget_line", "support_plan", "grant")
"""Kinds of help to a person: their own fields stay inside, but for some papers (`aided.py`)."""
CUSTODY, LETTERHEAD = "custody", "letterhead"
"""Not kinds: words of a person in the reason of a line of custody, and the words of who issues the papers."""
AUDIENCES = ("members", "embassies")
PLAIN = tuple(kind for kind in KINDS.values() if not kind.sealed)
FIXED: Mapping[tuple[str, str], Value] = {
    ("checkin_plan", "times"): ["08:00", "18:30"], ("checkin_plan", "time_zone"): "America/Bogota",
    ("leg", "dark_at"): "18:10", ("contact", "time_zone"): "Africa/Nairobi",
}  # fmt: skip
"""Words that the program reads; they are not free."""
MADE = {"import_key", "sha256", "mime", "file_name", "size", "covers"}
"""Fields that only the program fills, or that name a file."""


@frozen
class Canary:
    """A word or day, and where it was written."""

    record: bytes
    kind: str
    field: str
    level: Level


@frozen
class Reader:
    """Who reads: a name, and whether they may read a canary."""

    name: str
    may: Callable[[Canary], bool]

    def of_issuer(self) -> "Reader":
        """Return who reads the same with a letterhead above it."""
        return Reader(self.name, lambda canary: canary.kind == LETTERHEAD or self.may(canary))

    def of_table(self, paper: str) -> "Reader":
        """Return the reader of a paper of numbers: the area of a row, and sums of five people and more."""
        told = TABLES.get(paper, ())
        return Reader(self.name, lambda canary: (canary.kind, canary.field) in told or self.may(canary))


NOBODY = Reader("anybody", lambda _: False)
"""Where nothing of any record may stand: a file, a name of a file, the log."""


@define
class Written:
    """Everything that was written into one vault: canaries, and of each record what decides whether it leaves."""

    dice: random.Random
    words: dict[str, Canary] = Factory(dict)
    days: dict[str, Canary] = Factory(dict)
    numbers: dict[str, Canary] = Factory(dict)
    fields: dict[bytes, Mapping[str, Value]] = Factory(dict)
    links: set[tuple[bytes, str, bytes]] = Factory(set)
    marks: dict[bytes, Level] = Factory(dict)
    consents: dict[bytes, list[Mapping[str, Value]]] = Factory(dict)
    """The answers that are linked to each person."""
    people: set[bytes] = Factory(set)
    copies: dict[bytes, tuple[set[str], set[bytes], str]] = Factory(dict)
    """The audiences of each working copy, the people in it whom it does not hide, and the hash of its original."""
    withdrawn: set[bytes] = Factory(set)

    def word(self, at: Canary) -> str:
        """Return a word that stands nowhere else."""
        while (made := f"qzx{self.dice.getrandbits(36):09x}") in self.words:
            pass
        self.words[made] = at
        return made

    def day(self, at: Canary) -> str:
        """Return a day that stands nowhere else."""
        first, last = (655_000, 657_000) if at.kind in COUNTED else (370_000, 690_000)
        while (made := datetime.date.fromordinal(self.dice.randrange(first, last)).isoformat()) in self.days:
            pass
        self.days[made] = at
        return made

    def number(self, at: Canary, low: int, high: int) -> float:
        """Return a number with six places that stands nowhere else."""
        while (made := f"{self.dice.uniform(max(0, low), high):.5f}{self.dice.randint(1, 9)}") in self.numbers:
            pass
        self.numbers[made] = at
        return float(made)

    def found(self, text: str, days: bool = True) -> Iterator[tuple[str, Canary]]:
        """Give every canary that stands in a text; without `days` where the text counts days by itself."""
        dated = [(DAY, self.days)] if days else []
        for pattern, known in ((WORD, self.words), (NUMBER, self.numbers), *dated):
            for said in set(pattern.findall(text)):
                if said in known:
                    yield said, known[said]

    def reader(self, profile: Profile | None) -> Reader:
        """Return who reads under a profile; without one, who saves a table of their own."""
        return Reader(profile.name if profile else "own", lambda canary: self.may(canary, profile))

    def listed(self, audience: str) -> Reader:
        """Return who reads the directory of an audience."""
        return Reader(f"directory for {audience}", lambda canary: self.may_list(canary, audience))

    def caller(self, profile: Profile) -> Reader:
        """Return who reads a script for the telephone."""
        return Reader(profile.name, lambda canary: self.may(canary, profile) or self.may_call(canary))

    def custodian(self, profile: Profile) -> Reader:
        """Return who reads a custody sheet: reasons are for ourselves and for who gets originals."""

        def may(canary: Canary) -> bool:
            told = canary.kind == CUSTODY and profile.originals and canary.record not in self.withdrawn
            return told or self.may(canary, profile)

        return Reader(profile.name, may)

    def may(self, canary: Canary, profile: Profile | None) -> bool:
        """Return whether an audience may read a canary; no profile is a table of one's own."""
        if canary.kind == LETTERHEAD:
            return False
        if canary.kind == CUSTODY:
            return profile is not None and profile.own and canary.record not in self.withdrawn
        if canary.level is Level.V or canary.record in self.withdrawn:
            return False
        canary = evolve(canary, level=Level.I) if (canary.kind, canary.field) == SHOWN else canary
        where = (canary.kind == "place" and canary.field in WHERE) or (canary.kind, canary.field) == SHOWN
        if profile is not None and profile.name == "asked" and not (canary.kind in ASKED or where):
            return False
        ceiling = Level.R if profile is None else profile.ceiling
        if canary.level > Level.R or self.marks.get(canary.record, Level.P) > ceiling:
            return False
        if profile is None or profile.own:
            return True
        if canary.kind == "consent_record" or not self._open(canary, profile):
            return False
        if canary.kind == "actor":
            return self._agreed(canary.record, profile) or self._cleared(canary.record)
        if canary.kind in AIDED:
            return all(self._agreed(who, profile) for who in self.helped(canary.record))
        agreed = [self._agreed(who, profile) for who in self._victims(canary.record)]
        if canary.kind in HELD:
            words = canary.level is Level.R and self._is_words(canary)
            return all(agreed) and not (words and profile.name == "network")
        if (canary.kind, canary.field) == ("appeal", "area"):  # with somebody who agreed, silence leaves the area
            return any(agreed) or not agreed
        return not self._is_words(canary) or all(agreed)

    def _open(self, canary: Canary, profile: Profile) -> bool:
        """Return whether the level of a field is open to an audience: words in public only if written for it."""
        told = canary.kind in ("information", "interview", "evidence_item") and profile.name in ("court", "icc")
        told = told and canary.field != "marks"
        if canary.kind in HELD and profile.name not in ("public", "donor"):
            return canary.level <= Level.R
        if canary.level is Level.R:
            return told
        if profile.name not in ("public", "donor"):
            return True
        area = (canary.kind == "place" and canary.field in ("district", "province")) or (
            canary.kind, canary.field
        ) == SHOWN  # fmt: skip
        return canary.level is Level.P or (canary.level is Level.I and (area or not self._is_words(canary)))

    def _is_words(self, canary: Canary) -> bool:
        """Return whether a field holds words that are not written for other eyes."""
        known = KINDS[canary.kind].fields.get(canary.field)
        words = known is not None and known.type in (Type.TEXT, Type.PROSE, Type.TAGS, Type.ROWS)
        return words and not (canary.field.endswith("_open") or canary.field in ("wish", "care", "role_words"))

    def _victims(self, record: bytes) -> Sequence[bytes]:
        """Return the people that a record names as harmed, concerned, interviewed or detained."""
        links = [(role, to) for source, role, to in self.links if source == record]
        named = ("victim", "focal", "interviewee", "person", "names")
        people = [to for role, to in links if role in named and to in self.people]
        return people + [who for role, to in links if role == "of" for who in self._in_role("person", to)]

    def helped(self, record: bytes) -> Sequence[bytes]:
        """Return the people whom a record of help is for."""
        near = {record}
        for _ in "12":
            near |= {to for source, role, to in self.links if source in near and role in ("of", "for")}
        return [who for role in ("who", "for") for who in self._in_role(role, *near)]

    def _in_role(self, role: str, *records: bytes) -> Sequence[bytes]:
        return [to for source, name, to in self.links if source in records and name == role and to in self.people]

    def may_see(self, copy: bytes, profile: Profile) -> bool:
        """Return whether an audience may have a working copy: the copy names it, and each person agreed to both."""
        named, seen, file = self.copies[copy]
        open_ = profile.name in named and profile.facets["image"] != "-" and not {copy, *seen} & self.withdrawn
        marked = self.marks.get(copy, Level.P) > profile.ceiling
        agreed = all(self._agreed(who, profile, file) and self._yes(who, "IMAGE", file) for who in seen)
        return profile.own or (open_ and not marked and (agreed or profile.name in ("court", "icc")))

    def _agreed(self, person: bytes, profile: Profile, file: str = "") -> bool:
        return any(self._yes(person, purpose, file) for purpose in (*profile.opens, *profile.also))

    def _cleared(self, person: bytes) -> bool:
        """Return whether a legal check permitted the name of a person who did it."""
        of = [source for source, role, target in self.links if target == person and role == "perpetrator"]
        return any(self.fields.get(one, {}).get("legal_check") == "cleared" for one in of)

    def _yes(self, person: bytes, purpose: str, file: str = "") -> bool:
        """Return whether a person said yes to a purpose at least once; without that nothing of them may leave.

        A yes that names files counts for these only.
        """
        return any(
            purpose in _list(answer.get("purpose"))
            and answer.get("state") in ("given", "given_by_other")
            and "withdrawn_on" not in answer
            and file in ([str(row)[2:66] for row in _list(answer.get("covers"))] or [file])
            for answer in self.consents.get(person, ())
        )

    def may_list(self, canary: Canary, audience: str) -> bool:
        """Return whether a canary may stand in the directory of an audience."""
        if canary.level is Level.V or canary.record in self.withdrawn:
            return False
        if canary.kind == "contact":
            alias = self.fields[canary.record].get("listing") == "alias"
            hidden = ("display_name", "notes", "audience", "verified_on", "remarks", "tags", "project", "lang")
            return self._lists(canary.record, audience) and canary.field not in (*hidden, *(("role",) if alias else ()))
        if canary.kind == "channel":
            whose = [target for source, role, target in self.links if source == canary.record and role == "contact"]
            listed = bool(self.fields[canary.record].get("listed")) and canary.field != "risk_note"
            return listed and any(self._lists(contact, audience) for contact in whose)
        if canary.kind != "organisation" or canary.field != "name":
            return False
        whose = [source for source, role, target in self.links if target == canary.record and role == "organisation"]
        return any(self._lists(who, audience) and self.fields[who]["listing"] == "yes" for who in whose)

    def may_call(self, canary: Canary) -> bool:
        """Return whether a script says it of whom to call: only of those who agreed to be listed with their name."""
        said = (canary.kind, canary.field) in CALLED and canary.record not in self.withdrawn
        if canary.kind == "contact":
            whose = [canary.record]
        else:
            said = said and bool(self.fields[canary.record].get("listed"))
            whose = [target for source, role, target in self.links if source == canary.record and role == "contact"]
        return said and any(self.fields[who].get("listing") == "yes" and self._agrees(who) for who in whose)

    def _lists(self, contact: bytes, audience: str) -> bool:
        """Return whether a contact said yes to stand in the directory of an audience."""
        return audience in _list(self.fields.get(contact, {}).get("audience")) and self._agrees(contact)

    def _agrees(self, contact: bytes) -> bool:
        """Return whether a contact said yes to be listed, and the person it is did not say no."""
        fields = self.fields.get(contact, {})
        persons = [target for source, role, target in self.links if source == contact and role == "actor"]
        asked = [
            person for person in persons for answer in self.consents.get(person, ())
            if "DIRECTORY" in _list(answer.get("purpose")) and answer.get("state") not in ("not_asked", None)
        ]  # fmt: skip
        return (
            fields.get("listing") in ("yes", "alias")
            and self.marks.get(contact, Level.P) <= Level.C
            and contact not in self.withdrawn
            and not {*persons} & self.withdrawn
            and all(self._yes(person, "DIRECTORY") for person in asked)
        )


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def draw(vault: Vault, written: Written, key: "crypto.Secret") -> list[tuple[str, bytes]]:
    """Write one random set of records with links, consents and a real name; return the kind and id of each record."""
    dice = written.dice
    kinds = [KINDS["actor"], KINDS["contact"], *dice.choices(PLAIN, k=dice.randint(3, 8))]
    kinds += [KINDS["consent_record"]] * dice.randint(0, 2) + [KINDS["actor"]] * dice.randint(0, 1)
    for kind in list(kinds):
        kinds += _needed(kind, kinds)
    made: list[tuple[str, bytes]] = []
    with write_records(vault) as writer:
        for kind in kinds:
            id_ = vault.random(16)
            fields = written.fields[id_] = _fields(vault, written, kind, id_)
            writer.create(kind, fields, id_=id_)
            made.append((kind.name, id_))
            written.people |= {id_} if kind.name == "actor" else set()
            least = Level.R if fields.get("kind") == "protection" else Level.P
            mark = max(Level[str(fields.get("sensitivity", "P"))], least)
            written.marks |= {id_: mark} if mark > kind.level else {}
        for name, id_ in made:
            for role, target in _links(dice, KINDS[name], id_, made):
                writer.link(id_, role, target)
                written.links.add((id_, role, target))
                if name == "consent_record" and role == "actor":
                    written.consents.setdefault(target, []).append(written.fields[id_])
    person = dice.choice([id_ for name, id_ in made if name == "actor"])
    real = KINDS["identity_vault"]
    said = {f.name: _value(vault, written, f, Canary(b"", real.name, f.name, Level.V)) for f in real.own}
    plain = {name: value for name, value in said.items() if value is not None}
    days = {name: f"gregorian {plain[name]}" for name in ("birth_date",) if name in plain}  # of any year
    real_names.save(vault, key, person.hex(), plain | days)
    return made


def _needed(kind: Kind, here: Sequence[Kind]) -> list[Kind]:
    """Return the kinds that a record cannot do without and that are not here yet, and what those need."""
    more: list[Kind] = []
    for role in kind.roles:
        if role.required and not any(one.name in role.to for one in (*here, *more)):
            target = KINDS[role.to[0]]
            more += [target, *_needed(target, [*here, *more, target])]
    return more


def _links(dice: random.Random, kind: Kind, id_: bytes, made: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    links = []
    for role in kind.roles:
        fitting = [other for name, other in made if name in role.to and other != id_]
        if fitting and (role.required or dice.random() < 0.6):
            links += [(role.name, other) for other in dice.sample(fitting, k=min(len(fitting), 1 + role.many))]
    return links


def _fields(vault: Vault, written: Written, kind: Kind, id_: bytes) -> dict[str, Value]:
    share = written.dice.choice((0.4, 0.8, 1.0))
    drawn: dict[str, Value] = {}
    for name, field in kind.fields.items():
        if name in MADE or (not field.required and written.dice.random() > share):
            continue
        if name == "sensitivity" and written.dice.random() < 0.7:
            continue
        if (value := _value(vault, written, field, Canary(id_, kind.name, name, kind.field_level(name)))) is not None:
            drawn[name] = value
    return drawn


def _value(vault: Vault, written: Written, field: Field, at: Canary) -> Value | None:
    """Return a value of a field; of words and dates one that stands nowhere else."""
    dice = written.dice
    if (at.kind, field.name) in FIXED:
        return FIXED[at.kind, field.name]
    if (at.kind, field.name) == ("contact", "audience"):
        return list(dice.sample(AUDIENCES, k=dice.randint(1, 2)))
    if field.type is Type.DATE:
        return written.day(at) + dice.choice(("", "", "T08:30"))
    if field.type in (Type.CODE, Type.CODES):
        codes = vault.words[field.scheme].codes
        return dice.choice(codes) if field.type is Type.CODE else dice.sample(codes, k=min(len(codes), 2))
    if field.type in (Type.WHOLE, Type.DECIMAL):
        low, high = int(field.low or 0), int(field.high or 90)
        return dice.randint(low, high) if field.type is Type.WHOLE else written.number(at, low, high)
    prose = f"She said {written.word(at)}.\n\n{written.word(at)}"
    made: dict[Type, Value] = {
        Type.TEXT: f"{written.word(at)} by the river", Type.PROSE: prose,
        Type.FLAG: dice.random() < 0.6, Type.TAGS: [written.word(at), written.word(at)],
        Type.ROWS: [[written.word(at), written.word(at)]],
    }  # fmt: skip
    return made.get(field.type)
