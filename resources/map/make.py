r"""Make `world.map` in this folder from Natural Earth: `make.py countries-110m.json countries-10m.json`.

The two TopoJSON files are those of the npm package world-atlas 2.0.2 (`npm pack world-atlas@2.0.2`); nothing else is
needed. Each becomes one level, the coarse one first. Arcs are simplified (Douglas and Peucker). Land is cut into
cells, so that a page fills only its visible part. Each point is stored as its distance from the point before. Format,
little-endian:

    "AMPMAP1\n"; for each level: pieces (u32), then for each piece
        type (u8: 0 land, 1 coast, 2 border), west, south, east, north (i16, 1/100 degree), bytes (u16), points
    points: x and y of the first, then differences, in 1/STEPS degree, as zigzag varints
"""

import json
import struct
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

STEPS = 200
"""Parts of a degree: 560 m at the equator."""
CELL = 10
"""Degrees of a cell's side."""
LONGEST = 250
"""The most points of one piece of a line."""
LEVELS = ((0.06, 0.15), (0.02, 0.03))
"""The largest error of a line and the least extent of a kept shape for each file, in degrees."""
LAND, COAST, BORDER = range(3)
Line = list[tuple[float, float]]


def arcs(topology: dict) -> list[Line]:
    """Return the arcs of a topology in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * kx + dx, y * ky + dy))
        found.append(line)
    return found


def simplified(line: Line, off: float) -> Line:
    """Return a line without the points that are nearer than `off` degrees to the rest of the line."""
    if len(line) < 3:
        return line
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    if line[0] == line[-1]:  # a ring also keeps its farthest point
        middle = max(range(len(line)), key=lambda i: abs(line[i][0] - line[0][0]) + abs(line[i][1] - line[0][1]))
        keep.add(middle)
        todo = [(0, middle), (middle, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        wide, high = bx - ax, by - ay
        long = (wide * wide + high * high) ** 0.5 or 1
        far, at = 0.0, 0
        for i in range(first + 1, last):
            away = abs(wide * (line[i][1] - ay) - high * (line[i][0] - ax)) / long
            if away > far:
                far, at = away, i
        if far > off:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def ring(indices: list[int], lines: list[Line]) -> Line:
    """Return a ring of a polygon from its arcs."""
    points: Line = []
    for index in indices:
        arc = lines[index] if index >= 0 else lines[~index][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(points: Line) -> Line:
    """Return a ring that continues beyond 180 degrees; a ring around a pole is closed over the pole."""
    found, turn = [points[0]], 0
    for before, now in pairwise(points):
        turn += 360 * ((now[0] - before[0] < -180) - (now[0] - before[0] > 180))
        found.append((now[0] + turn, now[1]))
    if turn:
        pole = 90.0 if found[0][1] > 0 else -90.0
        found += [(found[-1][0], pole), (found[0][0], pole)]
    return found


def turned(points: Line) -> Line:
    """Return the ring of a cell, shifted to be within 180 degrees."""
    west = min(x for x, _ in points)
    turn = -360 if west >= 180 else 360 if west < -180 else 0
    return [(x + turn, y) for x, y in points]


def cut(points: Line, axis: int, limit: float, above: bool) -> Line:
    """Return a ring cut off at a line (Sutherland and Hodgman)."""

    def inside(point: tuple[float, float]) -> bool:
        return point[axis] >= limit if above else point[axis] <= limit

    found: Line = []
    for before, point in zip([points[-1], *points], points, strict=False):
        if inside(before) != inside(point):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            found.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if inside(point):
            found.append(point)
    return found


def cells(points: Line) -> list[Line]:
    """Return a ring cut into cells."""
    found = []
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    for column in range(int(west // CELL), int(east // CELL) + 1):
        strip = cut(points, 0, column * CELL, True)
        strip = cut(strip, 0, (column + 1) * CELL, False) if strip else []
        if not strip:
            continue
        south, north = min(y for _, y in strip), max(y for _, y in strip)
        for row in range(int(south // CELL), int(north // CELL) + 1):
            part = cut(strip, 1, row * CELL, True)
            part = cut(part, 1, (row + 1) * CELL, False) if part else []
            if len(part) > 2:
                found.append(part)
    return found


def runs(line: Line) -> list[Line]:
    """Return a line in pieces, without parts on the edge of the world."""
    found: list[Line] = [[]]
    for one, other in pairwise(line):
        if (
            abs(one[0] - other[0]) > 180
            or (abs(one[0]) > 179.99 and abs(other[0]) > 179.99)
            or (one[1] < -89.9 and other[1] < -89.9)
        ):
            found.append([])
            continue
        if not found[-1]:
            found[-1].append(one)
        found[-1].append(other)
        if len(found[-1]) >= LONGEST:
            found.append([])
    return [run for run in found if len(run) > 1]


def varint(number: int) -> bytes:
    """Return a signed number as zigzag varint, in the fewest bytes."""
    rest, out = (number << 1) ^ (number >> 63), bytearray()
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    return bytes([*out, rest])


def piece(what: int, line: Line) -> bytes:
    """Return the bytes of one piece; b"" if it is only one point."""
    whole = [(round(x * STEPS), round(y * STEPS)) for x, y in line]
    points = [whole[0], *(two for one, two in pairwise(whole) if one != two)]
    if len(points) < 2:
        return b""
    data = b"".join(varint(now[i] - before[i]) for before, now in pairwise([(0, 0), *points]) for i in (0, 1))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    scale = STEPS // 100
    box = (min(xs) // scale, min(ys) // scale, -(-max(xs) // scale), -(-max(ys) // scale))
    return struct.pack("<B4hH", what, *box, len(data)) + data


def level(topology: dict, off: float, least: float) -> bytes:
    """Return the bytes of one level."""
    lines = [simplified(line, off) for line in arcs(topology)]
    used: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        used.update({index if index >= 0 else ~index for part in parts for ring_ in part for index in ring_})
    pieces = []
    for land in topology["objects"]["land"]["geometries"]:
        for part in land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]]:
            for indices in part:
                points = unwrapped(ring(indices, lines))
                if max(max(x for x, _ in points) - min(x for x, _ in points),
                       max(y for _, y in points) - min(y for _, y in points)) >= least:  # fmt: skip
                    pieces += [piece(LAND, turned(cell)) for cell in cells(points)]
    for index, line in enumerate(lines):
        wide = max(x for x, _ in line) - min(x for x, _ in line) + max(y for _, y in line) - min(y for _, y in line)
        if wide >= least and used[index]:
            pieces += [piece(BORDER if used[index] > 1 else COAST, run) for run in runs(line)]
    kept = [one for one in pieces if one]
    return struct.pack("<I", len(kept)) + b"".join(kept)


def main() -> None:
    """Write `world.map` next to this file."""
    levels = [
        level(json.loads(Path(file).read_text("utf-8")), off, least)
        for file, (off, least) in zip(sys.argv[1:], LEVELS, strict=True)
    ]
    Path(__file__).with_name("world.map").write_bytes(b"AMPMAP1\n" + b"".join(levels))


if __name__ == "__main__":
    main()
