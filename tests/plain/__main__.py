"""Check that the English of the project is plain (docs/development.md): measure each group of texts against its limit.

python -m tests.plain                                   the table; ends with 1 if a group is above its limit
python -m tests.plain --worst 40 --group docstrings     the texts to edit next, with place, rule and words
python -m tests.plain --commits 100                     also the newest 100 commit subjects, which have no limit
"""

import argparse
import gc
import sys
from collections import Counter
from pathlib import Path

from tests.plain.rules import FLAGGED, GROUPS, findings
from tests.plain.text import Text
from tests.plain.tree import collect

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {
    "docstrings": 1,
    "docs": 2,
    "titles": 2,
    "cli": 1,
    "changelog": 1,
    "comments": 15,
    "errors": 3,
    "interface": 4,
    "help": 1,
}
"""Highest share of flagged texts in each group, in percent. Lower a limit after each improvement; never raise one."""
SHOWN = 10
"""Most texts that a failed check shows of one group."""


def is_flagged(text: Text) -> bool:
    """Return True if a text breaks a rule of 2 points or more."""
    return next(findings(text, FLAGGED), None) is not None


def report(text: Text) -> str:
    """Return the place of a text, its words and each finding, errors first."""
    found = sorted(findings(text), key=lambda finding: -finding.points)
    rules = [f"    {finding.points}  {finding.rule} ({finding.words!r})" for finding in found]
    return "\n".join([f"{text.file}:{text.line} [{text.group}] {' '.join(text.words.split())[:300]}", *rules])


def points(text: Text) -> int:
    """Return the sum of the points of a text, errors and warnings together."""
    return sum(finding.points for finding in findings(text))


def check(root: Path, texts: list[Text], flagged: list[Text]) -> int:
    """Print the table, and the flagged texts of each group above its limit. Return 1 if there is such a group."""
    number, bad = Counter(text.group for text in texts), Counter(text.group for text in flagged)
    share = {group: 100 * bad[group] / number[group] for group in sorted(number)}
    over = [group for group in share if share[group] > LIMITS.get(group, 100)]
    for group in share:
        limit = f"limit {LIMITS[group]:2} %" if group in LIMITS else "no limit"
        print(f"{group:10} {number[group]:5} texts {bad[group]:5} flagged {share[group]:5.1f} %  {limit}")
    for group in over:
        print(f"\n{group}: above the limit. Flagged texts, those of the newest files first:")
        of_group = [text for text in flagged if text.group == group]
        for text in sorted(of_group, key=lambda text: -(root / text.file).stat().st_mtime)[:SHOWN]:
            print(report(text))
    return 1 if over else 0


def main(words: list[str]) -> int:
    """Read the arguments and check a tree."""
    parser = argparse.ArgumentParser(prog="tests.plain", description="Check that the English of the project is plain.")
    parser.add_argument("root", type=Path, nargs="?", default=ROOT, help="folder of the tree (default: this project)")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="only show the N texts with the most points")
    parser.add_argument("--group", choices=sorted(GROUPS[""]), help="check only this group")
    parser.add_argument("--commits", type=int, default=0, metavar="N", help="also check the newest N commit subjects")
    given = parser.parse_args(words)
    gc.disable()  # a short program with many small objects: collecting them takes a third of its time
    texts = [text for text in collect(given.root, given.commits) if given.group in (None, text.group)]
    flagged = [text for text in texts if is_flagged(text)]
    if not given.worst:
        return check(given.root, texts, flagged)
    for text in sorted(flagged, key=points, reverse=True)[: given.worst]:
        print(report(text))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
