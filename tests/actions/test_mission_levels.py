"""Every paper of missions and embassies, for every audience: no word of a field above its level, and no code word."""

from collections.abc import Iterator

import pytest

from app.actions.kernel import records
from app.actions.papers import diplomacy, missions, paper_makers, reports
from app.actions.papers.paper_makers import Output
from app.domain.fields import Field, Level, Type, Value
from app.domain.kinds import KINDS
from app.domain.redact import PROFILES
from app.domain.release.facets import facet_of
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.unchecked import read_twice
from tests.vaults import vault_at

pytestmark = pytest.mark.usefixtures("offline")

ORDER = (
    "place", "organisation", "actor", "contact", "case", "event", "mission", "leg", "meeting", "participant",
    "evidence_item", "finding", "information", "undertaking", "intervention", "document", "checkin_plan",
    "risk_assessment",
)  # fmt: skip
PAPERS = (*missions.OUTPUTS, *reports.OUTPUTS, *diplomacy.OUTPUTS)
Marked = dict[str, tuple[str, str]]


def value(vault: Vault, kind: str, field: Field) -> Value | None:
    """Return a value whose words tell which field it is of, where it can hold any."""
    if field.shape == "duty":  # days and hours only
        return ["1-5 18:00-06:00"]
    mark = f"zz{kind}{field.name}zz"
    code = vault.words[field.scheme].codes[-1] if field.scheme else ""
    plain: dict[Type, Value] = {
        Type.TEXT: mark, Type.PROSE: mark, Type.TAGS: [mark], Type.ROWS: [[mark, mark]], Type.CODE: code,
        Type.CODES: [code], Type.DATE: "2026-04-20T10:00", Type.FLAG: True, Type.WHOLE: int(field.low or 1),
    }  # fmt: skip
    return plain.get(field.type)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, dict[str, str]]]:
    """Return a vault with one record of each kind, every field filled in and linked wherever its roles allow."""
    with vault_at(tmp_path_factory.mktemp("levels") / "vault") as vault:
        made: dict[str, str] = {}
        for name in ORDER:
            kind = KINDS[name]
            odd = ("sensitivity", "times", "time_zone", "source_row", "verification", "dark_at")
            given: dict[str, object] = {
                field.name: found
                for field in kind.own
                if field.name not in odd and (found := value(vault, name, field)) is not None
            }
            for role in kind.roles:
                targets = [made[to] for to in role.to if to in made]
                if targets:
                    given[role.name] = targets if role.many else targets[-1]
            made[name] = records.add(vault, name, given)[0].ref
        yield vault, made


@pytest.mark.parametrize("output", PAPERS, ids=lambda output: output.name)
def test_no_paper_says_more_than_its_audience_may_see(world: tuple[Vault, dict[str, str]], output: Output) -> None:
    vault, made = world
    for profile in output.profiles:
        own = PROFILES[profile].own
        for about in output.about or ("",):
            if about and about not in made:
                continue
            try:
                paper = paper_makers.make(vault, output.name, [made[about]] if about else [], profile)
            except InputRefused:
                continue  # nothing of it may be seen
            said = b"".join(read_twice(paper).data(form) for form in output.forms if form != "pdf")
            for name in ORDER:
                for field in KINDS[name].own:
                    facet, level = facet_of(KINDS[name], field.name), KINDS[name].field_level(field.name)
                    closed = level is Level.V if own else facet in ("internal", "sealed", "identity", "source")
                    if closed or (profile == "public" and level > Level.P and facet == "prose"):
                        assert f"zz{name}{field.name}zz".encode() not in said, (profile, about)


def test_the_marks_are_seen_where_they_may_be(world: tuple[Vault, dict[str, str]]) -> None:
    vault, made = world
    said = paper_makers.make(vault, "mission-report", [made["mission"]]).data("txt")
    for mark in (b"zzmissionmandatezz", b"zzfindingtextzz", b"zzmissionlegal_analysiszz", b"zzundertakingtextzz"):
        assert mark in said
    assert b"zzmissiondebriefzz" not in said
