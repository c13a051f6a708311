"""The lines of an entry as a person types them: slots that can be empty, added, removed and moved.

The first slot of the first line has the key of the draft (`who`). Any other has its line and its position ("who 2.1").
"""

from collections.abc import Callable, Mapping
from itertools import chain

from app.actions.records.incident_lines import SLOTS, as_draft, key_of
from app.gui.style.text import Text, TextSlot


class EntryLines:
    """The values of each line: those who did it, the acts, and those who were harmed; each has one slot at least."""

    def __init__(self, draft: Mapping[str, str]) -> None:
        numbers = sorted({int(key.partition(" ")[2] or 1) for key in draft if key.partition(" ")[0] in SLOTS})
        self.lines = [[draft.get(key_of(slot, n), "").split("\n") for slot in SLOTS] for n in numbers or [1]]

    @property
    def draft(self) -> dict[str, str]:
        """Return the lines as values of a draft."""
        return as_draft(self.lines)

    @property
    def slots(self) -> dict[str, str]:
        """Return the value of each slot by its key, in the order of reading."""
        return {
            self.key(n, part, k): value
            for n, line in enumerate(self.lines) for part, group in enumerate(line) for k, value in enumerate(group)
        }  # fmt: skip

    @property
    def harmed(self) -> dict[str, int]:
        """Return how many lines harm each person."""
        named = [value for line in self.lines for value in dict.fromkeys(line[2]) if value]
        return {value: named.count(value) for value in named}

    @property
    def people(self) -> list[str]:
        """Return the people and groups of all lines, each once."""
        return list(dict.fromkeys(value for line in self.lines for value in (*line[0], *line[2]) if value))

    def list_people(self, key: str) -> list[str]:
        """Return the people and groups of the incident that a slot can name: first those in the same part of a line.

        Values of the slot's own line and part are left out, because a line names each once.
        """
        line, part, _ = self.place(key)
        parts = [[value for row in self.lines for value in row[at] if value] for at in ((2, 0) if part else (0, 2))]
        harmable = [value for value in chain(*parts) if not part or not value.startswith("type:")]
        return [value for value in dict.fromkeys(harmable) if value not in self.lines[line][part]]

    def put_into(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the values of a form with these lines; a new alias of a person whom no line names is left out."""
        split = {key: key.partition(" ") for key in values}
        gone = {key for key, (slot, _, whom) in split.items() if slot == "alias" and whom not in self.people}
        kept = {key: values[key] for key in split if split[key][0] not in SLOTS and key not in gone}
        return kept | self.draft

    def tell_people(self, tr: Text, words: Callable[[str, str], str], in_danger: str) -> dict[str, tuple[str, str]]:
        """Return each person harmed or in danger: the alias (`words` of the value), and what happened to them."""
        harmed, people = self.harmed, {}
        for whom in (*harmed, *filter(None, in_danger.split("\n"))):
            n = harmed.get(whom, 0)
            told = tr("harmed, in {n} line|harmed, in {n} lines", n=n) if n > 1 else tr("harmed")
            new = "" if whom.startswith("id:") else tr("new person")
            people[whom] = words("whom", whom), tr.listed([told, new])
        return people

    @staticmethod
    def key(line: int, part: int, k: int) -> str:
        """Return the key of a slot, from its numbers from 0 on."""
        return SLOTS[part] if line == k == 0 else f"{SLOTS[part]} {line + 1}.{k + 1}"

    @staticmethod
    def place(key: str) -> tuple[int, int, int]:
        """Return the numbers of the line, the part and the slot of a key."""
        slot, _, at = key.partition(" ")
        line, _, k = (at or "1.1").partition(".")
        return int(line) - 1, SLOTS.index(slot), int(k) - 1

    def put(self, key: str, value: str) -> str:
        """Set the value of a slot and return the one before."""
        line, part, k = self.place(key)
        before, self.lines[line][part][k] = self.lines[line][part][k], value
        return before

    def change(self, key: str, what: str) -> str:
        """Add, remove or move what a slot asks for, and return the key of the slot that has the focus then."""
        line, part, k = self.place(key)
        group = self.lines[line][part]
        if what == "more":
            group.insert(k + 1, "")
            return self.key(line, part, k + 1)
        if what == "line":
            self.lines.insert(line + 1, [[""], [""], [""]])
            return self.key(line + 1, 0, 0)
        if what == "away" and len(group) > 1:
            del group[k]
            return self.key(line, part, max(0, k - 1))
        if what == "away" and len(self.lines) > 1 and not any(value for row in self.lines[line] for value in row):
            del self.lines[line]
            return self.key(max(0, line - 1), part, 0)
        if (to := line + {"up": -1, "down": 1}.get(what, 0)) in range(len(self.lines)) and to != line:
            self.lines[line], self.lines[to] = self.lines[to], self.lines[line]
            return self.key(to, part, k)
        return key

    def parts(self, tr: Text) -> list[list[str | TextSlot]]:
        """Return the sentence with a slot for each value, in the order of the language."""
        between = [part for part in tr.parts("{did} and {also}") if isinstance(part, str)]
        rows = [tr.parts("On {when} {hour} in {where},")]
        for n, line in enumerate(self.lines):
            rows.append([])
            for part in tr.parts("{who} {did} {whom}."):
                if isinstance(part, str):
                    rows[-1].append(part)
                    continue
                at = SLOTS.index(part.name)
                for k in range(len(line[at])):
                    rows[-1] += [*(between if k else ()), TextSlot(self.key(n, at, k))]
        return rows
