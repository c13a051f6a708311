"""The body map of an act: marks on an outline of both sides, and the outline as our own vector path.

A mark is one row of two texts. The first has part of the body, side and place: "left_forearm front 82 108". The second
has kind of injury and a note: "bruise round, 3 cm". Side and place are optional. Each side is 100 wide and 240 high.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from app.domain.fields import Value
from app.phrase import Phrase

FRONT, BACK = "front", "back"
SIDES: Mapping[str, str] = {FRONT: Phrase("Front side"), BACK: Phrase("Back side")}
WIDE, HIGH, GAP = 100, 240, 20
"""The size of one side, and the gap between the two."""
Point = tuple[float, float]
_MIDDLE = {
    FRONT: {"forehead": (50, 8), "face": (50, 18), "left_eye": (54, 14), "mouth": (50, 25), "left_ear": (61, 17),
            "neck": (50, 36), "chest": (50, 60), "abdomen": (50, 92), "genitals": (50, 122), "left_shoulder": (68, 47),
            "left_upper_arm": (75, 72), "left_elbow": (78, 90), "left_forearm": (82, 108), "left_hand": (87, 132),
            "left_thigh": (61, 148), "left_knee": (59, 176), "left_lower_leg": (59, 198), "left_foot": (59, 228)},
    BACK: {"head_back": (50, 14), "nape": (50, 36), "upper_back": (50, 60), "lower_back": (50, 94),
           "buttocks": (50, 118), "left_ear": (39, 17), "left_shoulder": (32, 47), "left_upper_arm": (25, 72),
           "left_elbow": (22, 90), "left_forearm": (18, 108), "left_hand": (13, 132), "left_thigh": (39, 148),
           "left_knee": (41, 176), "left_lower_leg": (41, 198), "left_sole": (41, 228)},
}  # fmt: skip
"""The middle of each part of the body, of a pair only the left one; left and right are those of the person."""
_RIGHT = {
    side: {name.replace("left_", "right_"): (WIDE - x, y) for name, (x, y) in places.items() if name[:5] == "left_"}
    for side, places in _MIDDLE.items()
}
PLACES: Mapping[tuple[str, str], tuple[int, int]] = MappingProxyType({
    (name, side): place for side in SIDES for name, place in {**_MIDDLE[side], **_RIGHT[side]}.items()
})  # fmt: skip
"""The middle of each part on each side that shows it."""
PARTS = tuple(dict.fromkeys(name for name, _ in PLACES))
INJURIES = (
    "bruise", "scratch", "cut", "stab", "gunshot", "burn", "electric_burn", "rope_mark", "swelling", "fracture",
    "dislocation", "bite", "scar", "loss", "pain", "numb", "other",
)  # fmt: skip


class BodyMark(NamedTuple):
    """One mark. A part or an injury of a newer program stays as its code. A row that is not a mark has only a note."""

    part: str
    side: str
    x: int
    y: int
    injury: str = ""
    note: str = ""

    @property
    def row(self) -> list[str]:
        """Return the mark as it is stored."""
        return [" ".join((self.part, self.side, str(self.x), str(self.y))), f"{self.injury} {self.note}".strip()]

    @property
    def at(self) -> Point:
        """Return the place on the drawing with both sides."""
        return self.x + (WIDE + GAP) * (self.side == BACK), self.y

    def words(self, say: Callable[[str, str], str]) -> str:
        """Return the mark as one line."""
        part = say("body_part", self.part) if self.part in PARTS else self.part
        injury = say("injury", self.injury) if self.injury in INJURIES else self.injury
        return ": ".join(filter(None, (part, ", ".join(filter(None, (injury, self.note))))))


def read_marks(rows: Value | None) -> list[BodyMark]:
    """Return the marks of an act. A row that is not a mark has its words as the note."""
    whole = [(str(row[0]), str(row[-1])) for row in rows if isinstance(row, list) and row] if (
        isinstance(rows, list)) else []  # fmt: skip
    return [_read(where, said) or BodyMark("", "", 0, 0, "", f"{where} {said}".strip()) for where, said in whole]


def _read(where: str, said: str) -> BodyMark | None:
    part, side, x, y, *more = (*where.split(), *[""] * 4)[: max(4, len(where.split()))]
    side = side or next((side for name, side in PLACES if name == part), "")
    place = PLACES.get((part, side), (WIDE // 2, HIGH // 2))
    if not part or side not in SIDES or more or not all(n.isascii() and n.isdecimal() for n in (x or "0", y or "0")):
        return None
    injury, _, note = said.strip().partition(" ")
    return BodyMark(
        part, side, min(int(x[:4] or place[0]), WIDE), min(int(y[:4] or place[1]), HIGH), injury, note.strip()
    )


def find_wrong_mark(rows: Sequence[Sequence[str]]) -> Phrase | None:
    """Return the reason to refuse the rows of a body map, or None."""
    for where, said in rows:
        mark = _read(where, said)
        if mark is None or mark.part not in PARTS:
            return Phrase("{name}: write a part of the body, such as left_forearm.", name=where)
        if mark.injury and mark.injury not in INJURIES:
            return Phrase("{name}: write a kind of injury first, such as bruise.", name=where)
    return None


def find_part(side: str, x: float, y: float) -> str:
    """Return the part of the body nearest to a point of a side."""
    here = {name: (px - x) ** 2 + (py - y) ** 2 for (name, on), (px, py) in PLACES.items() if on == side}
    return min(here, key=here.__getitem__)


_HALF: Sequence[Point] = (
    (50, 2), (58, 5), (61, 15), (58, 26), (55, 31), (55.5, 38), (66, 42), (74, 50), (78, 70), (81, 90), (86, 112),
    (90, 128), (92, 138), (88, 144), (84, 138), (82, 126), (76, 106), (73, 88), (69, 66), (66, 88), (67, 108),
    (70, 126), (68, 152), (64, 176), (65, 196), (60, 218), (63, 231), (57, 236), (53, 230), (54, 214), (53, 196),
    (53, 176), (52, 150), (50, 132),
)  # fmt: skip
"""Half of the outline, from the top of the head to between the legs."""


def find_outline() -> str:
    """Return one side as an SVG path of absolute M, C and Z: a smooth line through the points (Catmull-Rom)."""
    ring = [*_HALF, *((WIDE - x, y) for x, y in reversed(_HALF[1:-1]))]
    found = [f"M {ring[0][0]} {ring[0][1]}"]
    for at in range(len(ring)):
        before, start, end, after = (ring[(at + step) % len(ring)] for step in (-1, 0, 1, 2))
        first = start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6
        second = end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6
        found.append("C " + " ".join(f"{x:.1f} {y:.1f}" for x, y in (first, second, end)))
    return " ".join((*found, "Z"))


LINES: Mapping[str, str] = {
    FRONT: "M 45 13 L 48 13 M 52 13 L 55 13 M 47 25 L 53 25 M 42 68 L 48 70 M 52 70 L 58 68 M 50 101 L 50 103",
    BACK: "M 50 42 L 50 104 M 50 112 L 50 128 M 38 52 L 44 64 M 62 52 L 56 64",
}
"""Lines that tell front and back apart: eyes, mouth, breast and navel; spine, seat and shoulder blades."""


def draw_svg() -> str:
    """Return both sides as an SVG image without text."""
    sides = "".join(
        f'<path transform="translate({shift} 0)" d="{find_outline()} {LINES[side]}"/>'
        for side, shift in ((FRONT, 0), (BACK, WIDE + GAP))
    )
    size = f'viewBox="0 0 {2 * WIDE + GAP} {HIGH}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none" stroke="#444444">{sides}</svg>'
