"""docs/cli.md tells every verb of the command line, and no verb or option that is not there."""

import argparse
import re
from pathlib import Path

from app.cli.main import GROUPS, parser

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"


def verbs_of(parser: argparse.ArgumentParser, before: str = "") -> dict[str, set[str]]:
    """Give each verb, groups like `vault` by their members, with the options it takes."""
    found: dict[str, set[str]] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                found |= verbs_of(child, f"{before} {name}".strip())
    if not found or parser.get_default("run"):
        found[before] = set(parser._option_string_actions)
    return found


def told(page: str = "") -> list[str]:
    """Give the commands in the first column of the tables of the page, or of a part of it, as they stand there."""
    rows = re.findall(r"^\| (`.+?`) \| ", page or PAGE.read_text("utf-8"), re.MULTILINE)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


def verb_in(code: str, verbs: dict[str, set[str]]) -> str:
    """Give the verb that a command is of, or an empty text: of `vault slots add` not `vault slots`."""
    return max((verb for verb in verbs if f"{code} ".startswith(f"{verb} ")), key=len, default="")


def test_every_verb_is_told_and_every_told_verb_is_there() -> None:
    verbs = verbs_of(parser())
    matched = {code: verb_in(code, verbs) for code in told()}
    assert [code for code, verb in matched.items() if not verb] == []
    assert set(verbs) == set(matched.values())


def test_every_told_option_is_taken() -> None:
    verbs = verbs_of(parser())
    wrong = [
        f"{verb_in(code, verbs)} {option}"
        for code in told()
        for option in re.findall(r"--[a-z-]+", code)
        if option not in verbs[verb_in(code, verbs)]
    ]
    assert wrong == []


def test_no_command_is_told_twice_in_a_table() -> None:
    twice = []
    for part in PAGE.read_text("utf-8").split("\n## "):
        bare = [re.sub(r" *\[[^]]*\]", "", code) for code in told(part)]
        twice += sorted(code for code in set(bare) if bare.count(code) > 1)
    assert twice == []


def test_a_command_loads_the_group_of_its_verb_and_each_group_holds_what_it_says() -> None:
    every = verbs_of(parser())
    for group, own in GROUPS.items():
        alone = verbs_of(parser(own[:1]))
        assert {verb.split()[0] for verb in alone} == {*own}, group
        assert alone == {verb: options for verb, options in every.items() if verb.split()[0] in own}
    assert verbs_of(parser(["nonsense"])) == every
