"""PySide's Python code for signatures, loaded when it is first asked for instead of at every start.

Importing PySide6 runs some 5,000 lines that describe the signatures of Qt's calls, which only an error message, a
help text or a stub generator needs: a sixth of the time to the unlock window. A finder answers for those modules by
name with an empty one that becomes itself at the first question. Where a version of PySide names them otherwise,
nothing is late and only the start is slower.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast

_PACKAGE = "shibokensupport.signature"
_LATE = {f"{_PACKAGE}.{name}" for name in ("errorhandler", "layout", "lib.enum_sig", "lib.pyi_generator", "parser")}


class _Late(ModuleType):
    """A module that has been found but not run."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what import machinery asks of any module
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]  # mypy holds that it narrows nothing
        cast("_Loader", self.__dict__["__loader__"]).run(self)
        return getattr(self, name)


class _Loader:
    def __init__(self, name: str, real: Any) -> None:
        self._name, self._real = name, real

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Late(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing yet."""

    def run(self, module: ModuleType) -> None:
        cast(ModuleSpec, module.__spec__).name = self._name  # PySide gave it another, its own loader wants this one
        self._real.exec_module(module)


class _Finder:
    """Finds what is late as the finders after it would."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if name not in _LATE:
            return None
        rest = (finder for finder in sys.meta_path if finder is not self)
        spec = next((spec for finder in rest if (spec := finder.find_spec(name, path, target))), None)
        if spec is not None:
            spec.loader = cast(Any, _Loader(name, spec.loader))
        return spec


def load_signatures_late() -> None:
    """Make it so for this process; without effect where PySide6 is loaded already."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, cast(Any, _Finder()))
