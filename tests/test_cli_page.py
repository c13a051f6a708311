"""docs/cli.md is what the argument parser gives, and each verb tells what it does with an example that can be read."""

import argparse
import re
import shlex

from app.cli.command import meaning, read_verb_section
from app.cli.main import GROUPS, parser
from app.start import resources
from tests.cli_page import PAGE, actions, own, page, parsers


def options_of(top: argparse.ArgumentParser) -> dict[str, set[str]]:
    """Return each verb, groups like `vault` by their members, with the options it takes."""
    return {
        name: {said for action in actions(verb) for said in action.option_strings}
        for name, verb in parsers(top)
        if verb.get_default("run")
    }


def test_the_page_is_what_the_parser_gives() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it with: .venv/bin/python -m tests.cli_page"


def test_each_verb_has_a_description_and_each_description_a_verb() -> None:
    told = set(re.findall(r"^## (.+)$", (resources() / "commands.md").read_text("utf-8"), re.MULTILINE))
    assert told == {name for name, _ in parsers(parser())}


def test_each_argument_has_a_meaning() -> None:
    silent = [f"{name} {action.dest}" for name, verb in parsers(parser()) for action in own(verb) if not action.help]
    assert silent == []


def test_each_example_is_a_command_of_its_verb() -> None:
    top = parser()
    for name, verb in parsers(top):
        if verb.get_default("run"):
            examples = re.findall(r"^Example: `amparo (.+)`$", read_verb_section(name), re.MULTILINE)
            assert len(examples) == 1, name
            assert examples[0].startswith(name)
            assert top.parse_args(shlex.split(examples[0])).run == verb.get_default("run")


def test_help_shows_the_description_and_the_defaults() -> None:
    verbs = dict(parsers(parser()))
    assert "Verifies every page, evidence file and chain." in verbs["vault check"].format_help()
    assert "(default: 50)" in verbs["list"].format_help()
    assert "(default: None)" not in {meaning(action)[-15:] for verb in verbs.values() for action in own(verb)}


def test_a_command_loads_the_group_of_its_verb_and_each_group_holds_what_it_says() -> None:
    every = options_of(parser())
    for group, own_verbs in GROUPS.items():
        alone = options_of(parser(own_verbs[:1]))
        assert {verb.split()[0] for verb in alone} == {*own_verbs}, group
        assert alone == {verb: options for verb, options in every.items() if verb.split()[0] in own_verbs}
    assert options_of(parser(["nonsense"])) == every
