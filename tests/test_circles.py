"""Import circles: modules that need each other are read together, so a circle stays small."""

import grimp

MOST = 3
"""Modules of one circle. Imports for types alone count too: who reads one of the modules must read the others."""


def circles(edges: dict[str, set[str]]) -> list[set[str]]:
    """Return the sets of modules that reach each other (Kosaraju)."""
    order: list[str] = []
    back: dict[str, set[str]] = {name: set() for name in edges}
    for name, others in edges.items():
        for other in others:
            back[other].add(name)

    def reached(start: str, ways: dict[str, set[str]], seen: set[str]) -> list[str]:
        """Return what is reached first from `start`, the farthest first."""
        done, stack = [], [(start, iter(ways[start]))]
        seen.add(start)
        while stack:
            name, rest = stack[-1]
            following = next((other for other in rest if other not in seen), None)
            if following is None:
                done.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(ways[following])))
        return done

    seen: set[str] = set()
    for name in edges:
        if name not in seen:
            order += reached(name, edges, seen)
    seen = set()
    found = [set(reached(name, back, seen)) for name in reversed(order) if name not in seen]
    return [circle for circle in found if len(circle) > 1]


def test_a_circle_is_found() -> None:
    edges = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set[str]()}
    assert circles(edges) == [{"a", "b", "c"}]


def test_no_circle_has_more_than_three_modules() -> None:
    graph = grimp.build_graph("app", "crypto", "sync", cache_dir=None)
    edges = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    large = [sorted(circle) for circle in circles(edges) if len(circle) > MOST]
    assert large == []
