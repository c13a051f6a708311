"""Write docs/cli.md below its head from the argument parser: `.venv/bin/python -m tests.cli_page`."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from app.cli.command import common_options, meaning, read_verb_section
from app.cli.main import parser

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
MARK = "<!-- Made by tests/cli_page.py from here on. -->\n"
GROUP = type(argparse.ArgumentParser().add_subparsers())
MANY = type(argparse.ArgumentParser().add_argument("--many", action="append"))


def actions(verb: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return all arguments and options of a parser, in their order: argparse has no public way to ask for them."""
    return verb._actions


EVERYWHERE = {action.dest for action in actions(common_options(True))} | {"help"}


def parsers(top: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield each group and each verb: its name and its parser."""
    if name:
        yield name, top
    for action in actions(top):
        if isinstance(action, GROUP):
            for word, child in action.choices.items():
                yield from parsers(child, f"{name} {word}".strip())


def own(verb: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments and options of a verb without those of every verb."""
    return [a for a in actions(verb) if a.dest not in EVERYWHERE and not isinstance(a, GROUP)]


def shown(action: argparse.Action) -> str:
    """Return an argument or an option as the synopsis shows it, without brackets for what can be left away."""
    choices = "|".join(str(choice) for choice in action.choices or () if choice != "")
    value = action.metavar or choices or action.dest.upper()
    if isinstance(value, tuple):
        value = " ".join(value)
    elif isinstance(action.nargs, int):
        value = " ".join([value] * action.nargs)
    value += " ..." if action.nargs in ("+", "*") or isinstance(action, MANY) else ""
    value = f"[{value}]" if action.nargs == "?" and action.option_strings else value
    return (
        " | ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")
        if action.option_strings
        else value
    )


def synopsis(name: str, verb: argparse.ArgumentParser) -> str:
    """Return the synopsis of a verb: options of which one excludes another are parted by a bar."""
    groups = [group._group_actions for group in verb._mutually_exclusive_groups]
    words, done = [f"amparo {name}"], set[int]()
    for action in sorted(own(verb), key=lambda one: bool(one.option_strings)):
        if id(action) in done:
            continue
        one_of = next((group for group in groups if action in group), [action])
        done |= {id(each) for each in one_of}
        text = " | ".join(shown(each) for each in one_of)
        needed = action.required and action.nargs not in ("?", "*")
        words.append(text if needed else f"[{text}]")
    return " ".join(words)


def section(name: str, verb: argparse.ArgumentParser) -> str:
    """Return the section of a group or a verb."""
    if verb.get_default("run") is None:
        return f"## `{name}`\n\n{read_verb_section(name)}\n"
    rows = [f"| `{shown(a).replace('|', ',')}` | {capital(meaning(a))} |" for a in own(verb)]
    table = ["| argument | meaning |", "|--|--|", *rows, ""] if rows else []
    return "\n".join([f"## `{name}`", "", "```", synopsis(name, verb), "```", "", read_verb_section(name), "", *table])


def capital(text: str) -> str:
    """Return a help text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def page() -> str:
    """Return docs/cli.md: its head as it is, and a section for each verb."""
    head = PAGE.read_text("utf-8").partition(MARK)[0]
    return head + MARK + "\n" + "\n".join(section(*each) for each in parsers(parser()))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
