"""Words: plural forms, digits, direction; and no string of the window that is not wrapped or not translated."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kinds import KINDS
from app.domain.redact import PROFILES
from app.gui.style.text import FOLDER, LANGUAGES, PSEUDO, Text, TextSlot, plural_form
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
)
_HUMAN = re.compile(r"[A-Za-z]{2,},? [A-Za-z]|^[A-Z][a-z]{2,}|[a-z]{2,}[.?!…]$")
_ROUTE = re.compile(r"[a-z_]+(\.[a-z_]+)+\.?( editing)?( key)?$")
"""The module and function that a route opens, with its arguments."""
_PLACE = re.compile(r"\{(\w+)\}")


def test_arabic_has_six_forms() -> None:
    forms = [plural_form("ar", n) for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111)]
    assert forms == ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "few", "many"]


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
    for kind in KINDS.values():
        declared |= {kind.label, kind.plural, kind.empty_title, kind.empty_text, kind.counted if kind.home.tab else ""}
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
    catalogue = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    assert sorted(sources() - set(catalogue)) == []
    assert sorted(set(catalogue) - sources()) == []
    needed = {plural_form(language, n) for n in range(200)}
    for source, forms in catalogue.items():
        places = set(_PLACE.findall(source))
        if "|" in source and "{n}" in source:
            assert set(forms) == needed, source
            for name, form in forms.items():
                expected = places - {"n"} if name in ("zero", "one", "two") else places
                assert expected <= set(_PLACE.findall(form)) <= places, source
        else:
            assert isinstance(forms, str) and set(_PLACE.findall(forms)) == places, source


def test_arabic_counts_and_spells_in_one_way() -> None:
    """A hundred takes the bare singular, eleven the accusative; one spelling of its ending; one word for one thing."""
    catalogue = json.loads((FOLDER / "ar.json").read_text("utf-8"))
    counted = [forms for forms in catalogue.values() if isinstance(forms, dict)]
    assert [forms["other"] for forms in counted if re.search(r"\{n\} \w*اً", forms["other"])] == []
    said = [form for forms in counted for form in forms.values()]
    said += [text for text in catalogue.values() if isinstance(text, str)]
    said += [file.read_text("utf-8") for file in sorted((FOLDER.parent / "help" / "ar").glob("*.md"))]
    not_ours = ("ًا", "موثّق", "استخدم", "يستخدم", "ُستخدم", "بالصدفة", "سلسلة الأيدي", "خط الحيازة")
    assert [(word, text) for word in not_ours for text in said if word in text] == []
