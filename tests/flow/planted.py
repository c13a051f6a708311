"""Words of one person planted in the texts of others: the trial of the leak check in `x.py kill leaks`.

Each of the 200 sets plants a real name of now and an earlier one, an alias, a telephone number, an address, a plate, a
document number and a village in fields with written words, until every field of every kind had some, and checks the
records for every audience. Then a report and a paper with planted words are made, and must be refused. A planted word
that no question is about, or that is still there after all were replaced, is missed.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import Factory, define, frozen

import crypto
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.release import known_names, leak_check
from app.actions.release.leak_check import LeaksFound
from app.actions.vault import real_names
from app.domain.fields import Field, Type, Value
from app.domain.frame import Letterhead
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.leaks.leak_search import FILE_NAME
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES, Profile, Selection
from app.domain.release.consents import ReleasePaper
from app.domain.release.narrowing import ReleaseRecord
from app.domain.release.resolver import resolve
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from tests.actions.pairs import Pair, pair_at
from tests.flow.leak_copies import read_text
from tests.unchecked import unchecked

SETS, IN_VAULT, IN_SET = 200, 20, 14
SECOND = "lantern copper field"
WRITTEN = [
    (kind, field) for kind in KINDS.values() if not kind.sealed for field in kind.fields.values()
    if field.type in (Type.TEXT, Type.PROSE, Type.TAGS, Type.ROWS) and field.name not in leak_check.PROGRAM_WORDS
]  # fmt: skip
"""Every field with words that a person writes."""
FIRST = ("Rosalba", "Kasongo", "Aïssata", "Ximena", "Đorđe", "سلمى", "روزالبا", "Ngozi", "Tomás", "Zeynep")
LAST = ("Tzul", "Mbuyi", "Traoré", "Ixcoy", "Petrović", "الحسيني", "تزول", "Okonkwo", "Quispe", "Yıldız")
VILLAGES = ("Chajulá", "Kasuku", "Tin-Akof", "Ixtupil", "دير سنبل", "Bukanga")
AROUND = ("She said {}.", "They asked for {} twice.", "Elle a parlé de {} hier.", "Preguntaron por {} y se fueron.",
          "قالوا إن {} هناك", "{} was seen", "in the house of {}")  # fmt: skip
PHONES: Sequence[Callable[[str], str]] = (
    lambda n: f"+502 {n[:4]} {n[4:]}", lambda n: f"(502) {n[:4]}-{n[4:]}", lambda n: f"00502{n}",
    lambda n: f"07{n[0]} {n[1:4]} {n[4:]}", lambda n: " ".join(("06", n[:2], n[2:4], n[4:6], n[6:])),
    lambda n: f"+33 (0)6.{n[:2]}.{n[2:4]}.{n[4:6]}.{n[6:]}", lambda n: f"{n[:4]}-{n[4:]}",
    lambda n: n.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), lambda n: f"030/{n}",
)  # fmt: skip
PLATES: Sequence[Callable[[random.Random], str]] = (
    lambda d: f"P-{d.randint(100, 999)}{_letters(d, 3)}", lambda d: f"{_letters(d, 3)} {d.randint(100, 999)}A",
    lambda d: f"AB-{d.randint(100, 999)}-{_letters(d, 2)}",
    lambda d: f"{d.randint(10, 999)} TUN {d.randint(1000, 9999)}",
    lambda d: f"{_letters(d, 3)}-{d.randint(1000, 9999)}",
)  # fmt: skip


def _letters(dice: random.Random, n: int) -> str:
    return "".join(dice.choices("BCDFGHJKLMNPQRSTVWXZ", k=n))


@frozen
class Planted:
    """A planted word: its class, and every way of writing it."""

    kind: str
    ways: tuple[str, ...]


@define
class Misses:
    """What was planted and checked, and what no question was about."""

    sets: int = 0
    fields: set[tuple[str, str]] = Factory(set)
    asked: Counter[str] = Factory(Counter)
    missed: Counter[tuple[str, str, str]] = Factory(Counter)

    def __str__(self) -> str:
        """Say it in lines."""
        asked = ", ".join(f"{kind} {n}" for kind, n in sorted(self.asked.items()))
        lines = [f"planted: {self.sets} sets in {len(self.fields)} of {len(WRITTEN)} fields; found: {asked}"]
        lines += [f"MISSED {n} x {' / '.join(at)}" for at, n in self.missed.most_common()]
        return "\n".join([*lines, f"{sum(self.missed.values())} missed"])


def run_trial(sets: int = SETS, seed: int = 0, tell: Callable[[str], None] = lambda _: None) -> Misses:
    """Plant so many sets."""
    missed = Misses()
    fields = list(WRITTEN)
    random.Random(seed).shuffle(fields)
    turn = _in_turn(fields)
    while missed.sets < sets:
        dice = random.Random(f"{seed} {missed.sets}")
        with tempfile.TemporaryDirectory(prefix="amparo-planted-") as folder, pair_at(Path(folder)) as pair:
            key, wrap = real_names.prepare_key(real_names.header_of(pair.ana), SECOND)
            real_names.set_up(pair.ana, wrap)
            known_names.open_names(pair.ana, key)
            letterheads.put_letterhead(pair.ana, Letterhead({"en": "Ceiba House"}, signatories=("The desk",)))
            for _ in range(min(IN_VAULT, sets - missed.sets)):
                planted = _write(pair.ana, key, dice)
                _fields(pair.ana, planted, [next(turn) for _ in range(IN_SET)], dice, missed)
                _ways(pair, planted, dice, missed)
                missed.sets += 1
        tell(str(missed).splitlines()[-1])
    return missed


def _in_turn(rows: Sequence[tuple[Kind, Field]]) -> Iterator[tuple[Kind, Field]]:
    while True:
        yield from rows


def _write(vault: Vault, key: "crypto.Secret", dice: random.Random) -> list[Planted]:
    """Record a person with a real name and a village, and return all that must not be told of them."""
    first, last = dice.choice(FIRST), dice.choice(LAST)
    before = f"{dice.choice(FIRST)} {dice.choice([one for one in LAST if one != last])}"
    alias = "".join(
        dice.choices("bdfgklmnprst", k=1) + dice.choices("aeiou", k=1) + dice.choices("klmnrst", k=3)
    ).title()
    number = f"{dice.randint(2, 9)}{dice.randint(0, 9_999_999):07}"
    house = f"{dice.choice(('House', 'Plot', 'Casa'))} {dice.randint(2, 99)}, {_letters(dice, 5).title()} Lane"
    document, village = f"{_letters(dice, 1)}{dice.randint(1_000_000, 9_999_999)}", dice.choice(VILLAGES)
    person, _ = records.add(vault, "actor", {"alias": alias})
    saved = real_names.save(vault, key, person.id.hex(), {"real_name": before})
    told = {"real_name": f"{first} {last}", "phone": number, "address": house, "id_documents": f"Passport {document}"}
    real_names.save(vault, key, person.id.hex(), told, saved.id.hex())
    records.add(vault, "place", {"name": village, "district": "Norte", "province": "Selva", "country": "GT"})
    arabic = "\u0600" < first[0] < "\u06ff"
    return [
        Planted("name", (f"{first} {last}", f"{last}, {first}", f"{first.upper()} {last.upper()}", f"{first}\n{last}",
                         f"{'و' if arabic else ''}{first} {last}")),
        Planted("earlier name", (before, before.upper(), ", ".join(reversed(before.split())))),
        Planted("alias", (alias, alias.upper(), f"“{alias}”")),
        Planted("telephone", tuple(write(number) for write in PHONES)),
        Planted("address", (house, house.upper(), house.replace(", ", " "))),
        Planted("plate", tuple(write(dice) for write in PLATES)),
        Planted("document", (document, f"passport no. {document}")),
        Planted("village", (village, village.upper(), f"{village},")),
    ]  # fmt: skip


def _text(planted: Planted, dice: random.Random) -> tuple[str, str]:
    way = dice.choice(planted.ways)
    return way.removeprefix("passport no. ").strip(",“”"), dice.choice(AROUND).format(way)


def _fields(
    vault: Vault, planted: Sequence[Planted], fields: Sequence[tuple[Kind, Field]], dice: random.Random,
    missed: Misses,
) -> None:  # fmt: skip
    """Plant in the given fields, as if each of them left, and check them for every audience."""
    made, where = [], dict[str, tuple[str, Planted]]()
    for number, (kind, field) in enumerate(fields):
        one = planted[number % len(planted)]
        needle, text = _text(one, dice)
        value: Value = [text] if field.type is Type.TAGS else [[text]] if field.type is Type.ROWS else text
        record = Record(vault.random(16), kind.name, "", {field.name: value})
        made.append(record)
        where[record.id.hex()] = needle, one
        missed.fields.add((kind.name, field.name))
    chosen = Selection(tuple(made), (), (), ())
    files = {f"{number}": f"scan {where[record.id.hex()][0]}.jpg" for number, record in enumerate(made[:4])}
    for profile in PROFILES.values():
        if profile.name == leak_check.INTERNAL:
            continue
        _, report = leak_check.check_records(vault, chosen, profile, (), LeakAnswers(), files)
        spans = [span for finding in report.open for span in finding.spans]
        for record in made:
            needle, one = where[record.id.hex()]
            if _is_told(one, profile):
                continue
            key = next(key for key in report.texts if key.startswith(record.id.hex()))
            at = report.texts[key].index(needle)
            inside = range(at, at + len(needle))
            hit = {n for span in spans if span.block == key for n in range(span.start, span.end)}
            _note(missed, one, profile, "field", all(n in hit for n in inside if report.texts[key][n].isalnum()))
        for number in files:
            needle, one = where[made[int(number)].id.hex()]
            told = _is_told(one, profile) or any(span.block == f"{FILE_NAME}{number}" for span in spans)
            _note(missed, one, profile, "file name", told)


def _is_told(planted: Planted, profile: Profile) -> bool:
    """Return whether an audience may read it: only villages, where the place itself is told."""
    found = resolve(None, ReleaseRecord(), ReleasePaper(profile, 0))
    return planted.kind == "village" and found.facets["place"] in ("exact", "locality")


def _note(missed: Misses, planted: Planted, profile: Profile, way: str, good: bool) -> None:
    missed.asked[planted.kind] += good
    if not good:
        missed.missed[way, profile.name, planted.kind] += 1


def _ways(pair: Pair, planted: Sequence[Planted], dice: random.Random, missed: Misses) -> None:
    """Share an incident and make a report of it: refused without answers, and clean with all of them replaced."""
    one = dice.choice(planted)
    needle, text = _text(one, dice)
    event, _ = records.add(pair.ana, "event", {"title": "March", "description": text, "date_start": "2026-10-14"})
    mission, _ = records.add(pair.ana, "mission", {"title": "Visit", "summary_open": text, "date_start": "2026-10-14"})
    for profile in (PROFILES[name] for name in ("network", "authority", "public", "court")):
        for handle, name in ((event.ref, "emergency-report"), (mission.ref, "mission-report")):
            _share(pair, handle, needle, one, profile, missed)
            _paper(pair.ana, handle, name, needle, one, profile, missed)
    item, _ = records.add(pair.ana, "evidence_item", {"title": "Photograph"})
    with pair.ana.transaction():
        evidence.note(pair.ana, item.id, Action.HANDED_OVER, bytes(32), text)
    _paper(pair.ana, item.ref, "custody-sheet", needle, one, PROFILES["court"], missed)


def _share(pair: Pair, handle: str, needle: str, one: Planted, profile: Profile, missed: Misses) -> None:
    to, rest = pair.ben_here.ref, LeakAnswers(replace_rest=True)
    try:
        view = sharing.preview(pair.ana, [handle], profile)
        contact = sharing.addressees(pair.ana, [to])[0]
        before = sharing.freeze(pair.ana, contact, view).body.decode("utf-8", "replace")
    except InputRefused:
        return
    if needle not in before or _is_told(one, profile):
        return
    try:
        sharing.share(pair.ana, [handle], [to], profile.name)
    except LeaksFound:
        after = sharing.freeze(pair.ana, contact, view, rest).body.decode("utf-8", "replace")
        _note(missed, one, profile, "share", needle not in after)
    else:
        _note(missed, one, profile, "share", False)


def _paper(vault: Vault, handle: str, name: str, needle: str, one: Planted, profile: Profile, missed: Misses) -> None:
    if profile.name not in paper_makers.find_by_name(name).profiles:
        return
    try:
        made = paper_makers.make(vault, name, [handle], profile.name, letterhead=1)
    except InputRefused:
        return
    if not any(needle in text for text in made.leaks.texts.values()) or _is_told(one, profile):
        told = _is_told(one, profile) or name != "custody-sheet"
        _note(missed, one, profile, f"{name} unread", told or needle not in read_text(unchecked(made).data("html")))
        return
    for form in made.output.forms:
        try:
            made.data(form)
        except LeaksFound:
            continue
        except InputRefused:
            pass
        _note(missed, one, profile, f"{name} as {form}", False)
    after = paper_makers.make(vault, name, [handle], profile.name, letterhead=1, answers=LeakAnswers(replace_rest=True))
    _note(missed, one, profile, name, not any(needle in text for text in after.leaks.texts.values()))
