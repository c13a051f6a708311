"""Load the compiled code of the window's modules from one file, which set-up makes: a start looks for no other files.

Python finds and reads some 360 compiled files at a start. Then attrs compiles the methods of each class again. Both
take a third of the time to the first list. Set-up writes the code of both to one file (`python -m app.compiled`); a
start reads single pieces of it. A piece counts only while its source has the time and size of that day, as for
Python's own compiled files. Python loads each other, changed or damaged module in its usual way.
"""

import marshal
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER, spec_from_file_location
from types import CodeType, ModuleType
from typing import Any, NamedTuple

FILE = f"{os.path.dirname(__file__)}/../build/{sys.implementation.cache_tag}.codes"  # noqa: PTH120
"""Text, not a `Path`: `pathlib` loads modules that a start does not need."""
OURS = ("app", "crypto", "sync")
_HEAD = MAGIC_NUMBER + sys.prefix.encode()
_BROKEN = (EOFError, ValueError, TypeError)
_SALT = re.compile(r"^ +-?[0-9]+,$", re.MULTILINE)
"""A line that attrs writes into `__hash__`: the hash of a text, another number in each process."""


class CompiledPiece(NamedTuple):
    """The place of a module's code in the file, its source (path, nanoseconds, bytes) and the folders of a package."""

    at: int
    length: int
    path: str = ""
    changed: int = 0
    size: int = 0
    folders: tuple[str, ...] | None = None


class CompiledFile:
    """A finder of modules (`sys.meta_path`), and the code of methods that attrs writes."""

    def __init__(self, path: str) -> None:
        """Read the index. Raises OSError if there is no file, ValueError for the file of another Python."""
        self._file = os.open(path, os.O_RDONLY)
        start = len(_HEAD) + 8
        head = self._read(0, start)
        if head[:-8] != _HEAD:
            raise ValueError(path)
        at = int.from_bytes(head[-8:], "big")
        self._modules, self._methods = _load(self._read(at, os.fstat(self._file).st_size - at))

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        """Return how a module is loaded from here, or None: Python then looks for it."""
        if (found := self._modules.get(name)) is None:
            return None
        piece = CompiledPiece(*found)
        try:
            now = os.stat(piece.path)  # noqa: PTH116
        except OSError:
            return None
        if (now.st_mtime_ns, now.st_size) != (piece.changed, piece.size):
            return None
        folders = None if piece.folders is None else [*piece.folders]
        loader = _CompiledLoader(name, piece.path, self, piece)
        return spec_from_file_location(name, piece.path, loader=loader, submodule_search_locations=folders)

    def code(self, piece: CompiledPiece) -> Any:
        """Return a piece. Raises one of `_BROKEN` if it is damaged."""
        return _load(self._read(piece.at, piece.length))

    def method(self, script: str, filename: str) -> CodeType | None:
        """Return the code of a script of attrs, or None if it was another script at set-up."""
        try:
            found = self._methods.get(filename)
            said, code = self.code(CompiledPiece(*found)) if found else ("", None)
        except _BROKEN:
            return None
        return code if said == _without_salt(script) else None

    def _read(self, at: int, length: int) -> bytes:
        return os.pread(self._file, length, at)


def _load(data: bytes) -> Any:
    return marshal.loads(data)  # noqa: S302 - of our own tree, as Python's compiled files beside the sources


class _CompiledLoader(SourceFileLoader):
    """Python's own loader, but with the code from the file."""

    def __init__(self, name: str, path: str, source: CompiledFile, piece: CompiledPiece) -> None:
        super().__init__(name, path)
        self._source, self._piece = source, piece

    def get_code(self, fullname: str) -> CodeType | None:
        try:
            code: CodeType = self._source.code(self._piece)
        except _BROKEN:
            return super().get_code(fullname)
        return code

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if module.__name__ == "attr._make":
            _patch_attrs(module, self._source.method)


def use(path: str = FILE) -> CompiledFile | None:
    """Load from the file from now on in this process. Without it, or on a system without `pread`, change nothing."""
    if not hasattr(os, "pread"):
        return None
    with suppress(OSError, *_BROKEN):
        compiled = CompiledFile(path)
        sys.meta_path.insert(0, compiled)
        return compiled
    return None


def _patch_attrs(
    module: Any, find: Callable[[str, str], CodeType | None], made: Callable[..., None] = lambda *_: None
) -> None:
    """Have attrs (its module `_make`) ask `find` for the code of a script before it compiles, and tell `made` the rest.

    `_compile_and_eval` is a private name of attrs. If it is missing, attrs compiles as ever.
    """
    if not hasattr(module, "_compile_and_eval"):
        return

    def run(script: str, globs: dict[str, Any] | None, locs: Any = None, filename: str = "") -> None:
        code = find(script, filename)
        if code is None:
            code = compile(script, filename, "exec")
            made(script, filename, code)
        eval(code, globs, locs)  # noqa: S307 - as attrs itself
        module.linecache.cache.pop(filename, None)  # the text for debuggers: more than 1 MiB in all

    module._compile_and_eval = run


def write(path: str = FILE) -> int:
    """Import all modules of the window and write the code of each loaded module and method; return the bytes."""
    from pathlib import Path
    from pkgutil import walk_packages

    scripts = dict[str, tuple[str, CodeType]]()
    import attr._make

    _patch_attrs(
        attr._make, lambda *_: None, lambda script, name, code: scripts.update({name: (_without_salt(script), code)})
    )
    import app.gui

    for module in walk_packages(app.gui.__path__, "app.gui."):
        __import__(module.name)
    body = bytearray(_HEAD + bytes(8))

    def add(value: Any) -> tuple[int, int]:
        data = marshal.dumps(value)
        body.extend(data)
        return len(body) - len(data), len(data)

    modules = dict[str, tuple[object, ...]]()
    for name, loaded in sorted(sys.modules.items()):
        loader = getattr(loaded, "__loader__", None)
        loader = getattr(loader, "real", loader)  # of a late module (`app.gui.lazy_imports`)
        if type(loader) is SourceFileLoader and loader.name == name and Path(loader.path).is_file():
            now, folders = Path(loader.path).stat(), getattr(loaded, "__path__", None)
            place = add(_compile(loader.path) if name.split(".")[0] in OURS else loader.get_code(name))
            modules[name] = (*place, loader.path, now.st_mtime_ns, now.st_size, folders and tuple(folders))
    methods = {name: add(found) for name, found in scripts.items()}
    at = len(body)
    body[len(_HEAD) : len(_HEAD) + 8] = at.to_bytes(8, "big")
    add((modules, methods))
    target = Path(path).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}")  # another set-up can run at the same time
    part.write_bytes(body)
    part.replace(target)
    return len(body)


def _compile(path: str) -> CodeType:
    """Return the code of a module of ours without docstrings, with the same line numbers: a start reads less."""
    import ast
    from pathlib import Path

    tree = ast.parse(Path(path).read_bytes(), path)
    for node in ast.walk(tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() if ast.get_docstring(node, clean=False) is not None:
                node.body[0] = ast.copy_location(ast.Pass(), node.body[0])
    return compile(tree, path, "exec", dont_inherit=True)


def _without_salt(script: str) -> str:
    return _SALT.sub("", script)


if __name__ == "__main__":
    write()
