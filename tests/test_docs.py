"""What the documents say is so: commands exist, links lead somewhere, each promise has its tests."""

import json
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

import x
from app import start
from app.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
SECURITY = ("SECURITY.md", "docs/threat-model.md", "docs/security-evidence.md")
PARTS = ["Context", "Decision", "Options", "Consequences"]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("crypto/*.md"), *ROOT.glob("sync/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def anchors(text: str) -> set[str]:
    """Give the anchors that a Markdown reader makes of the headings of `text`."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_something(page: Path) -> None:
    broken = []
    for target in re.findall(r"\[[^\]]+\]\(([^)\s]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        there = (page.parent / name) if name else page
        if not there.exists() or (anchor and anchor not in anchors(there.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


def test_commands_of_the_pages_are_verbs_of_x() -> None:
    said = {verb for page in PAGES for verb in re.findall(r"python3 x\.py (\w+)", page.read_text("utf-8"))}
    assert said <= set(x.VERBS)
    assert set(x.VERBS) <= set(re.findall(r"x\.py (\w+)", read("docs/development.md"))), "the page names every verb"


def test_the_readme_is_one_screen_with_the_two_commands_and_the_state_of_the_audit() -> None:
    readme = read("README.md")
    assert len(readme.splitlines()) <= 60
    assert "```\npython3 x.py run\npython3 x.py test\n```" in readme
    assert "No one outside the project has reviewed its security." in readme
    assert "Windows and macOS are not ready" in readme


def test_the_line_for_an_ordinary_user_is_what_x_would_install() -> None:
    line = re.search(r"^sudo apt-get install -y --no-install-recommends (.+)$", read("docs/install.md"), re.MULTILINE)
    assert line is not None
    assert line[1].split() == ["python3-venv", *x.LIBRARIES.values()]


def test_the_cards_of_the_page_are_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its lines are typed as they stand; only the passphrase comes from a file, and costs the least that is allowed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words").write_text("six quiet words of nobody here\n", "utf-8")
    numbers = []
    for line in re.findall(r"^python3 x\.py run (--vault .+)$", read("docs/install.md"), re.MULTILINE):
        cheap = ["--kdf-mib", "64"] if "vault create" in line else []
        code = main([*shlex.split(line), *cheap, "--passphrase-file", "words", "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert (code, answer["ok"]) == (0, True), line
        numbers += [answer["number"]] if " verify " in line else []
    assert len(numbers) == 2 and numbers[0] == numbers[1]


@pytest.mark.skipif(sys.platform != "linux", reason="the page names each system's folder")
def test_the_usual_place_of_a_vault_is_the_one_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "AMPARO_VAULT"):
        monkeypatch.delenv(name, raising=False)
    place = re.search(r"`(~/[^`]+)` on Linux", read("docs/install.md"))
    assert place is not None
    assert start.vault_folder(None) == Path(place[1]).expanduser()


def test_folders_of_the_map_exist() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", read("docs/development.md").split("## Map")[1], re.MULTILINE)
    folders = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(folders) >= 9
    assert [name for name in folders if not (ROOT / name).is_dir()] == []


def test_the_files_that_a_change_touches_exist() -> None:
    text = read("CONTRIBUTING.md") + read("docs/architecture.md")
    named = set(re.findall(r"`((?:app|crypto|resources|sync|tests)/[\w/.-]+)`", text))
    places = {name for name in named if not re.search(r"[A-Z]{4}", name)}
    assert len(places) >= 20
    assert [name for name in sorted(places) if not (ROOT / name).exists()] == []


def test_the_glossary_is_one_sorted_page_of_rooms_and_tables_that_exist() -> None:
    page = read("docs/glossary.md")
    assert len(page.splitlines()) <= 90 and all(
        "docs/glossary.md" in read(name) for name in ("README.md", "CONTRIBUTING.md")
    )
    rows = re.findall(r"^\| ([a-z][a-z -]+) \| (.+\.) \| `([\w/]+)` \| (?:`(\w+)` )?\|$", page, re.MULTILINE)
    terms = [term for term, _, _, _ in rows]
    assert len(rows) == page.count("\n|") - 2 and terms == sorted(set(terms)) and len(terms) >= 60
    assert [room for _, _, room, _ in rows if not (ROOT / room / "__init__.py").is_file()] == []
    tables = "".join(path.read_text("utf-8") for path in (ROOT / "app/store/tables").glob("*.py"))
    assert [table for _, _, _, table in rows if table and f"CREATE TABLE {table} (" not in tables] == []


def test_each_decision_has_a_number_of_its_own_and_a_row_in_the_index() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    index = read("docs/decisions/README.md").splitlines()
    for page in pages:
        head = re.match(r"# (.+)\n\nStatus: (\w+), (\d{4}-\d\d-\d\d)\n", page.read_text("utf-8"))
        assert head is not None, page.name
        row = f"| {page.name[:4]} | [{head[1]}]({page.name}) | {head[2]} | {head[3]} | "
        assert sum(line.startswith(row) for line in index) == 1, page.name
        assert re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE) == PARTS, page.name


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
    assert f"Version {version}" in read("README.md")
    for page in SECURITY:
        assert f"version {version}" in read(page), page


def test_the_security_page_is_short_with_ten_promises_and_ten_limits() -> None:
    page = read("SECURITY.md")
    assert len(page.split()) <= 800
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")}
    for name in ("Ten promises", "Ten limits"):
        assert re.findall(r"^(\d+)\. \*\*", parts[name], re.MULTILINE) == [str(n) for n in range(1, 11)]


def test_the_threat_model_has_each_promise_and_each_risk_once() -> None:
    page = read("docs/threat-model.md")
    promised = list(dict.fromkeys(re.findall(r"^\| (P\d+) \|", read("docs/security-evidence.md"), re.MULTILINE)))
    assert re.findall(r"^### (P\d+)\. ", page, re.MULTILINE) == promised
    risks = re.findall(r"^\| (T\d+) \|", page, re.MULTILINE)
    assert risks == [f"T{n}" for n in range(1, len(risks) + 1)]
    assert set(re.findall(r"\b[PT]\d+\b", page)) == {*promised, *risks}


def test_only_the_evidence_page_names_tests() -> None:
    assert [page for page in SECURITY if re.search(r"tests/|::|test_", read(page))] == ["docs/security-evidence.md"]


def test_the_tests_of_the_evidence_page_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", read("docs/security-evidence.md"))
    assert named
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file() or (test and f"def {test}(" not in read(path))
    ]
    assert missing == []


def test_the_exit_codes_of_the_page_are_those_of_the_program() -> None:
    """The page tells 0, 2 and each code that app/errors.py draws, and no other."""
    page = set(re.findall(r"^\| (\d+) \|", read("docs/cli.md"), re.MULTILINE))
    program = set(re.findall(r"^    exit_code = (\d+)$", read("app/errors.py"), re.MULTILINE))
    assert page == program | {"0", "70"}
