"""Words: plural forms, digits, direction; and no string of the window that is not wrapped or not translated."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import build, compiled_file
from app.domain.kinds import NOTE_KINDS
from app.domain.redact import PROFILES
from app.domain.release.audiences import read_rows
from app.gui.style.text import FOLDER, LANGUAGES, PSEUDO, Text, TextSlot
from app.gui.widgets.labels import level_legend
from tests import translations
from tests.gui import phrases

GUI = Path(__file__).parents[2] / "app" / "gui"
TECHNICAL = {
    "sheet.py",
    "tokens.py",
    "fonts.py",
    "text.py",
    "theme.py",
    "linux.py",
    "windows.py",
    "macos.py",
}
_KEYS = re.compile(
    r"(Ctrl|Alt|Shift)\+|(Ctrl|Shift|Alt|Home|F\d+|Esc|Enter|[/,↑↓←+−0-9… ]| End| N\b|[A-Z]\b)+$|/, Ctrl F$"
    r"|(Ctrl )?Tab, (Ctrl )?Shift Tab$|Enter, Space$|(Backspace|Delete)$"
    r"|Page Up, Page Down$|Space, J, L, "
    r"|Insert, N, Delete$"
)
_HUMAN = re.compile(r"[A-Za-z]{2,},? [A-Za-z]|^[A-Z][a-z]{2,}|[a-z]{2,}[.?!…]$")
_ROUTE = re.compile(r"[a-z_]+(\.[a-z_]+)+\.?( editing)?( key)?( item)?$")
"""The module and function that a route opens, with its arguments."""
_PLACE = re.compile(r"\{(\w+)\}")


CLDR = {
    "ar": dict(zip((0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111), (0, 1, 2, 3, 3, 4, 4, 5, 5, 3, 4), strict=True)),
    "es": {0: 2, 1: 0, 2: 2, 1_000_000: 1},
    "fr": {0: 0, 1: 0, 2: 2, 1_000_000: 1},
}
"""The plural form of some numbers, by its place in the order of CLDR: zero, one, two, few, many, other."""


@pytest.mark.parametrize("language", CLDR)
def test_a_number_takes_the_plural_form_of_cldr(language: str, tmp_path: Path) -> None:
    folder, forms = tmp_path / "resources" / "translations", [str(n) for n in range(max(CLDR[language].values()) + 1)]
    catalogue = Catalog(locale=language, fuzzy=False)
    catalogue.add(("{n} file", "{n} files"), forms)
    folder.mkdir(parents=True)
    with (folder / f"{language}.po").open("wb") as file:
        write_po(file, catalogue)
    tr = Text(language, folder)
    assert {n: int(tr("{n} file|{n} files", n=n).strip("\u200f")) for n in CLDR[language]} == CLDR[language]


def test_a_catalogue_is_compiled_once_and_again_after_a_change(tmp_path: Path) -> None:
    folder = tmp_path / "resources" / "translations"
    source, made = folder / "ar.po", compiled_file(folder, "ar")
    folder.mkdir(parents=True)
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{}msgid "Open"\nmsgstr "{}"\n'
    source.write_text(text.format("", "افتح"), "utf-8")
    os.utime(source, (1, 1))
    assert Text("ar", folder)("Open") == "افتح" and build(folder) == [made]
    made.write_bytes(made.read_bytes().replace("افتح".encode(), "غلقا".encode()))
    assert Text("ar", folder)("Open") == "غلقا"  # the compiled one is read
    source.write_text(text.format('msgctxt "state"\n', "مفتوح"), "utf-8")
    os.utime(made, (1, 1))
    assert (Text("ar", folder)("Open"), Text("ar", folder)("Open", "state")) == ("Open", "مفتوح")
    source.unlink()
    assert Text("ar", folder)("Open", "state") == "مفتوح"  # as a build has it
    made.unlink()
    assert Text("ar", folder)("Open", "state") == "Open"


@pytest.mark.parametrize("damage", [b"", b"\xde\x12\x04\x95", b"nothing" * 9, None], ids=str)
def test_a_damaged_catalogue_is_compiled_again_and_leaves_no_other_file(tmp_path: Path, damage: bytes | None) -> None:
    folder = tmp_path / "resources" / "translations"
    source, made = folder / "ar.po", compiled_file(folder, "ar")
    folder.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Open"\nmsgstr "x"\n')
    os.utime(source, (1, 1))
    made.parent.mkdir(parents=True)
    made.mkdir() if damage is None else made.write_bytes(damage)  # a folder cannot be replaced
    assert Text("ar", folder)("Open") == "x"
    assert list(made.parent.iterdir()) == [made] and (made.is_dir() or made.stat().st_mode & 0o044 == 0o044)
    source.unlink()
    if damage is None:
        assert Text("ar", folder)("Open") == "Open"


def test_a_start_loads_no_compiler_of_catalogues() -> None:
    build()
    code = "import sys; from app.catalogue import load; load('ar'); print('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_an_update_adds_the_new_strings_and_removes_the_unused_ones(tmp_path: Path) -> None:
    kept, gone = sorted(translations.words("ar"))[:2]
    translations.update("ar", frozenset({kept, "Brand new", "{n} new|{n} newer"}), tmp_path)
    with (tmp_path / "ar.po").open("rb") as file:
        found = {translations.key_of(message.id): message.string for message in read_po(file) if message.id}
    assert found == {kept: translations.words("ar")[kept], "Brand new": "", "{n} new|{n} newer": ("",) * 6}
    assert gone not in found


def test_english_forms_and_numbers() -> None:
    tr = Text("en")
    assert tr("{n} file|{n} files", n=1) == "1 file"
    assert tr("{n} file|{n} files", n=1284) == "1,284 files"
    assert Text("ar").number(1284) == "١٬٢٨٤"
    assert Text("ar").digits("58213") == "٥٨٢١٣"


def test_a_sentence_is_cut_at_its_places() -> None:
    assert Text("en").parts("On {date} in {place}.") == ["On ", TextSlot("date"), " in ", TextSlot("place"), "."]


def test_values_are_isolated_where_it_is_read_from_right_to_left() -> None:
    assert Text("ar").line("TC-0412", "x").startswith("\u200f\u2068TC-0412\u2069")
    assert Text("en").line("TC-0412", "", "x") == "TC-0412 · x"
    assert Text("ar").line("", "") == ""
    assert Text("ar")("{kind}: {title}", kind="Arrest", title="x").startswith("\u200f")
    assert Text("ar").listed(["Heron", "Wren"]) == "\u200f\u2068Heron\u2069، \u2068Wren\u2069"


@given(st.text("abc {}xyz", max_size=40))
def test_the_pseudo_language_is_longer_and_keeps_its_places(words: str) -> None:
    source = words.replace("{", "").replace("}", "") + " {n} and {place}"
    shown = Text(PSEUDO)(source, n=3, place="Velmora")
    assert "Velmora" in shown and "3" in shown
    assert len(shown) >= 1.2 * len(source.replace("{n}", "3").replace("{place}", "Velmora"))


def _is_tr(node: ast.Call) -> bool:
    name = node.func
    return (isinstance(name, ast.Name) and name.id == "tr") or (
        isinstance(name, ast.Attribute)
        and (name.attr == "tr" or (name.attr == "parts" and isinstance(name.value, (ast.Attribute, ast.Name))))
    )


def _context(call: ast.Call) -> str | None:
    """Return the key of a string with a context, as gettext writes it."""
    given = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    named = ast.unparse(call.func).endswith("tr")
    return f"{given[1]}\x04{given[0]}" if len(given) == 2 and named else None


def _walk(node: ast.AST, wrapped: bool) -> Iterator[tuple[str, bool, int]]:
    """Yield every string in code, whether it is wrapped, and its line; docstrings, types and keys of tables are not."""
    unseen = {id(part) for part in (getattr(node, "annotation", None), getattr(node, "returns", None)) if part}
    unseen |= {id(key) for key in getattr(node, "keys", [])} if isinstance(node, ast.Dict) else set()
    for child in ast.iter_child_nodes(node):
        if id(child) in unseen:
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value, wrapped, child.lineno
        elif isinstance(child, ast.Call) and _is_tr(child):
            yield from _walk(child.func, wrapped)
            if (context := _context(child)) is not None:
                yield context, True, child.lineno
                child.args.clear()
            for i, argument in enumerate(child.args):
                yield from _walk(ast.Expression(argument), i == 0)
            for keyword in child.keywords:
                yield from _walk(ast.Expression(keyword.value), wrapped)
        else:
            yield from _walk(child, False)


def _strings() -> list[tuple[str, str, bool, int]]:
    return [
        (file.name, text, wrapped, line)
        for file in sorted(GUI.rglob("*.py"))
        if file.name not in TECHNICAL
        for text, wrapped, line in _walk(ast.parse(file.read_text("utf-8")), False)
    ]


@cache
def sources() -> frozenset[str]:
    """Every source string: those in the code of the window, the labels declared in the domain, what errors say."""
    declared = {", ", "; "} | phrases.templates()  # the marks of text.py itself
    declared |= {text for profile in PROFILES.values() for text in (profile.label, profile.help)}
    declared |= {row["why"] for row in read_rows("narrowing.tsv")}
    for kind in NOTE_KINDS.values():
        listed = kind.home.tab or kind.home.position > 1  # a kind with a chip of People has no tab
        declared |= {kind.label, kind.plural, kind.empty_title, kind.empty_text, kind.kept_for}
        declared |= {kind.counted} if listed else set()
        declared |= {text for role in kind.roles for text in (role.label, role.help)}
        declared |= {group.name for group in kind.form}
        declared |= {role.identity.label for role in kind.roles}
        declared |= {text for field in kind.fields.values() for text in (field.label, field.help)}
    return frozenset({text for _, text, wrapped, _ in _strings() if wrapped} | declared - {""})


def test_the_search_for_strings_sees_them() -> None:
    tree = ast.parse('def f(tr):\n "Say why."\n x = tr("Lock now", a="b")\n y = Label("Not wrapped")\n z = f"Go {x}"')
    assert [(t, w) for t, w, _ in _walk(tree, False)] == [
        ("Lock now", True), ("b", False), ("Not wrapped", False), ("Go ", False),
    ]  # fmt: skip


def test_every_string_of_the_window_is_wrapped() -> None:
    loose = [
        f"{file}:{line}: {text}"
        for file, text, wrapped, line in _strings()
        if not wrapped and _HUMAN.search(text) and not text.startswith("<")
        if not _KEYS.match(text) and not _ROUTE.match(text)
    ]
    assert loose == []


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_every_string_is_translated_with_its_places_and_plural_forms(language: str) -> None:
    catalogue = translations.words(language)
    assert sorted(sources() - set(catalogue)) == []
    assert sorted(set(catalogue) - sources()) == []  # `python -m tests.translations` mends both
    for source, said in catalogue.items():
        places = set(_PLACE.findall(source))
        assert isinstance(said, tuple) is ("|" in source and "{n}" in source), source
        forms = [said] if isinstance(said, str) else said
        assert all(forms), source
        for number, form in enumerate(forms):
            expected = places - {"n"} if isinstance(said, tuple) and number < 3 else places
            assert expected <= set(_PLACE.findall(form)) <= places, source


def test_arabic_counts_and_spells_in_one_way() -> None:
    """A hundred takes the bare singular, eleven the accusative; one spelling of its ending; one word for one thing."""
    counted = [forms for forms in translations.words("ar").values() if isinstance(forms, tuple)]
    assert [forms[-1] for forms in counted if re.search(r"\{n\} \w*اً", forms[-1])] == []
    said = translations.texts("ar")
    said += [file.read_text("utf-8") for file in sorted((FOLDER.parent / "help" / "ar").glob("*.md"))]
    not_ours = ("ًا", "موثّق", "استخدم", "يستخدم", "ُستخدم", "بالصدفة", "سلسلة الأيدي", "خط الحيازة")
    assert [(word, text) for word in not_ours for text in said if word in text] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_letters_of_sensitivity_are_explained_in_one_line(language: str) -> None:
    tr = Text(language)
    texts = [tr("marked ({level}): not for {profile}", level=level, profile="network") for level in "RCR"]
    said = level_legend(tr, texts)
    assert tr("confidential") in said and tr("restricted (identity of sources)") in said
    assert tr("stays in the vault") not in said
    assert level_legend(tr, ["Village (Chajul)"]) == ""
