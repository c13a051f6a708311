"""Load modules that PySide needs only for an error message at their first use, not at every start.

At import PySide6 runs some 5,000 lines that describe the signatures of Qt's calls, and modules of the standard library
that serve them. Only an error message, a help text or a stub generator needs them, and they take a fifth of the time to
the unlock window. A finder answers for those modules, by name, with an empty module. The empty module loads the real
one at its first attribute, on any thread. If a version of PySide uses other names, only the start is slower.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import Any, cast

_PACKAGE = "shibokensupport.signature"
_SIGNATURES = ("errorhandler", "layout", "lib.enum_sig", "lib.pyi_generator", "lib.tool", "parser")
_LATE = {f"{_PACKAGE}.{name}" for name in _SIGNATURES}
_LATE |= {"base64", "copy", "inspect", "ipaddress", "tempfile"}  # these and the next serve rare cases
_LATE |= {"textwrap", "tokenize", "traceback", "zipfile"}
_LATE |= {"attr.converters", "attr.filters", "attr.validators"}  # no class of ours has any
_FEATURE, _LOOKS = "shibokensupport.feature", "_mod_uses_pyside"
_ASKED = RLock()


class _Late(ModuleType):
    """A module that was found but not run; it keeps this class until the run ends: no thread sees it incomplete."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # attributes that import machinery reads from any module
            raise AttributeError(name)
        with _ASKED:
            loader = cast("_Loader", self.__dict__["__loader__"])
            if type(self) is _Late and not loader.running:
                loader.run(self)
                self.__class__ = ModuleType  # type: ignore[assignment]  # mypy says that it narrows nothing
        if name not in self.__dict__:
            raise AttributeError(name)
        return self.__dict__[name]


class _Loader:
    def __init__(self, name: str, real: Any) -> None:
        self._name, self._real = name, real
        self.running = False

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Late(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing yet."""

    def run(self, module: ModuleType) -> None:
        cast(ModuleSpec, module.__spec__).name = self._name  # PySide gave it another, its own loader wants this one
        self.running = True
        try:
            self._real.exec_module(module)
        finally:
            self.running = False


class _NoSources:
    """A loader of PySide's module of features that makes it read no source of another module.

    PySide reads every module that is imported after it, to find code that calls Qt's functions by other names (`from
    __feature__ import snake_case`). No module of ours does; the answer for a module without that name is False.
    """

    def __init__(self, real: Any) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._real.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        if hasattr(module, _LOOKS):
            setattr(module, _LOOKS, lambda _: False)


class _Finder:
    """A finder of the late modules and of the module of features; the finders after it do the search."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if name not in _LATE and name != _FEATURE:
            return None
        rest = (finder for finder in sys.meta_path if finder is not self)
        spec = next((spec for finder in rest if (spec := finder.find_spec(name, path, target))), None)
        if spec is not None:
            spec.loader = cast(Any, _NoSources(spec.loader) if name == _FEATURE else _Loader(name, spec.loader))
        return spec


def load_late() -> None:
    """Install the finder for this process; without effect if PySide6 is loaded already."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, cast(Any, _Finder()))
