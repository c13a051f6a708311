"""Read the tables of audiences: how a person can be named for each, and the detail of each facet.

`resources/release/identity.tsv` has a row for each audience: the purposes that open it, and a cell for each answer.
`facets.tsv` has a row for each facet and a column for each audience. Both are data for a lawyer; no lawyer has reviewed
them yet. A damaged table raises ValueError and stops the program.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path

from attrs import evolve, field, frozen

from app.domain.fields import Level
from app.phrase import Phrase

FOLDER = Path(__file__).parents[3] / "resources" / "release"
COLUMNS = ("yes_named", "yes_alias", "yes_role", "silent", "cannot", "no")
"""The answers of a person to an audience, as columns of `identity.tsv`."""


class Spoken(Enum):
    """The form in which an audience can read about a person, the most open first.

    `OMIT`: the person is not mentioned, and words and facts only about them are left out. `CLOSED`: also the records
    about them. `COUNT`: only a number, for statistics.
    """

    NAME = "N"
    ALIAS = "A"
    PSEUDONYM = "P"
    ROLE = "R"
    COUNT = "count"
    OMIT = "0"
    CLOSED = "X"

    @property
    def rank(self) -> int:
        """Return the position, the strictest highest; a pseudonym says no more than an alias."""
        return list(Spoken).index(self)


UNSPOKEN = (Spoken.OMIT, Spoken.CLOSED)
"""The forms in which nobody reads about a person."""


@frozen
class Profile:
    """An audience: the purposes that open it, the form of a name for each answer, and the detail of each facet.

    `own` marks our own use, whose records keep their history. `ceiling` is the highest mark of a record that can leave.
    """

    name: str
    label: str
    help: str
    opens: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    forms: Mapping[str, str] = field(factory=dict)
    facets: Mapping[str, str] = field(factory=dict)
    ceiling: Level = Level.I
    kinds: tuple[str, ...] = ()
    """The kinds of records for this audience; records of other kinds are withheld. Empty: all kinds."""
    listed: str = ""
    """For a directory: its audience, in the words of the people who agreed to be listed (`listing`)."""
    history: bool = False
    """Earlier values leave too."""
    wire: str = ""
    """The name in reports and stored data, if it is different."""

    @property
    def wire_name(self) -> str:
        """Return the name in reports, deliveries and rules."""
        return self.wire or self.name

    @property
    def own(self) -> bool:
        """Return True for our own use."""
        return self.opens == ("STORE",)

    @property
    def originals(self) -> bool:
        """Return True if original files leave."""
        return self.facets.get("original") == "+"

    def form_for(self, answer: str) -> Spoken:
        """Return the form of a person with this answer (one of `COLUMNS`)."""
        cell = self.forms[answer].rstrip("*")
        return Spoken.CLOSED if cell == "-" else Spoken(cell)


def _rows(name: str) -> list[list[str]]:
    """Return the cells of a table, the header first. Raises ValueError with its name for a row of another length."""
    rows = [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines() if line]
    if any(len(row) != len(rows[0]) or not all(row) for row in rows):
        raise ValueError(name)
    return rows


def read_rows(name: str) -> list[Mapping[str, str]]:
    """Return the rows of a table by the names of its header."""
    header, *rows = _rows(name)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _labels() -> Mapping[str, tuple[str, str]]:
    """Return the name and one line of each audience."""
    return {
        "internal": (Phrase("Internal"), Phrase("All except real names and code words")),
        "network": (Phrase("Network"), Phrase("Aliases, district, no source names")),
        "asked": (Phrase("Instant action"), Phrase("For recipients of the appeal, within the consent of each person")),
        "un": (Phrase("United Nations"), Phrase("In confidence, for people with a yes to the UN")),
        "regional": (Phrase("Regional bodies"), Phrase("For people with a yes to regional bodies")),
        "embassy": (Phrase("Embassies"), Phrase("For people with a yes to embassies and foreign governments")),
        "authority": (Phrase("National authorities"), Phrase("For people with a yes to national authorities")),
        "company": (Phrase("Companies"), Phrase("For people with a yes to companies")),
        "court": (Phrase("Court"), Phrase("With the original files")),
        "icc": (Phrase("International Criminal Court"), Phrase("Also for courts of other countries")),
        "public": (Phrase("Public"), Phrase("Media and everyone. Region and month")),
        "donor": (Phrase("Donors"), Phrase("No names. Only region, quarter and numbers")),
        "service": (Phrase("Services"), Phrase("For help to people with a yes to a referral")),
        "research": (Phrase("Research"), Phrase("Region and month, without names")),
        "counts": (Phrase("Statistics"), Phrase("Numbers only")),
    }


_ASIDE = ("public", "donor", "research", "counts")
_ASKED = ("appeal", "actor", "organisation", "document")


def _read() -> Mapping[str, Profile]:
    labels, found = _labels(), {}
    details = read_rows("facets.tsv")
    for row in read_rows("identity.tsv"):
        name = row["audience"]
        found[name] = Profile(
            name, *labels[name], tuple(row["opens_with"].split()), tuple(row["also"].replace("-", "").split()),
            {column: row[column] for column in COLUMNS},
            {detail["facet"]: detail.get(name, "-") for detail in details},
            Level.R if name == "internal" else Level.I if name in _ASIDE else Level.C,
            _ASKED if name == "asked" else (),
            history=name == "internal", wire=_OLD.get(name, ""),
        )  # fmt: skip
    return found


INSTANT = "appeal"
"""The audience of requests of instant action, as reports and stored rules name it."""
_OLD = {"asked": INSTANT}
"""The old name of an audience."""
AUDIENCES: Mapping[str, Profile] = _read()
"""Every audience by its name, in the order of the table."""
_NOT_YET = ("research", "counts")
PROFILES: Mapping[str, Profile] = {
    **{name: one for name, one in AUDIENCES.items() if name not in _NOT_YET},
    **{old: AUDIENCES[name] for name, old in _OLD.items()},
}
"""The audiences of a share or a paper, by name; the old names are synonyms."""
NAMES: Sequence[str] = tuple(name for name in PROFILES if name == PROFILES[name].name)
"""The name of each audience of a share or a paper, once."""


def listed_for(audience: str) -> Profile:
    """Return the profile of a directory for an audience; `listing` decides what it holds."""
    label = Phrase("{audience}, within the consent of each listed person", audience=audience)
    base = AUDIENCES["network"]
    return evolve(base, name=f"directory for {audience}", label=label, help="", listed=audience)


def asking(audience: str) -> Profile:
    """Return the profile of a request for help: its service reads needs for it and needs without a provider."""
    base = PROFILES[audience]
    return evolve(base, facets={**base.facets, "aid": "asked"}) if base.facets["aid"] == "own" else base
