"""A contract for import-linter: the modules inside a room are imported only by that room.

A room is a package directly under one of the `containers`. Its `__all__` names the modules that other rooms can import.
`pyproject.toml` declares the contract under the type `rooms`.
"""

import ast
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class Rooms(Contract):
    """Find each import of a module that the `__all__` of its room does not name."""

    type_name = "rooms"
    containers = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return the imports that break the contract, as (importer, imported, line)."""
        found = []
        for room in sorted(room for container in self.containers for room in graph.find_children(container)):
            public = {f"{room}.{name}" for name in public_names(room)}
            for module in sorted(graph.find_descendants(room)):
                if any(module == name or module.startswith(f"{name}.") for name in public):
                    continue
                for importer in sorted(graph.find_modules_that_directly_import(module)):
                    if importer != room and not importer.startswith(f"{room}."):
                        details = graph.get_import_details(importer=importer, imported=module)
                        found.append((importer, module, details[0]["line_number"] if details else 0))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import."""
        for importer, module, line in check.metadata["found"]:
            output.print_error(f"{importer}, line {line}, imports {module}: its room does not offer it")


def public_names(room: str) -> list[str]:
    """Return what the `__all__` of a package names; nothing if the module is no package or has none."""
    path = Path(*room.split("."), "__init__.py")
    if not path.is_file():
        return []
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []
