"""What PySide needs for an error message only, loaded when it is first asked for instead of at every start.

Importing PySide6 runs some 5,000 lines that describe the signatures of Qt's calls, which only an error message, a
help text or a stub generator needs, and modules of the standard library that serve them: together a fifth of the time
to the unlock window. A finder answers for those modules by name with an empty one that becomes itself at the first
question, whichever thread asks it. Where a version of PySide names them otherwise, nothing is late and only the start
is slower.
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
_LATE |= {"base64", "copy", "inspect", "ipaddress", "tempfile"}  # these and the next are there for cases of need
_LATE |= {"textwrap", "tokenize", "traceback", "zipfile"}
_LATE |= {"attr.converters", "attr.filters", "attr.validators"}  # no class of ours has any
_FEATURE, _LOOKS = "shibokensupport.feature", "_mod_uses_pyside"
_ASKED = RLock()


class _Late(ModuleType):
    """A module that has been found but not run; it stays one until it ran to its end, so that no thread sees a half."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what import machinery asks of any module
            raise AttributeError(name)
        with _ASKED:
            loader = cast("_Loader", self.__dict__["__loader__"])
            if type(self) is _Late and not loader.running:
                loader.run(self)
                self.__class__ = ModuleType  # type: ignore[assignment]  # mypy holds that it narrows nothing
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
    """Loads PySide's module of features so that it reads the source of no other module.

    It would look into every module imported after PySide for its own name, for code that calls Qt's functions by other
    names (`from __feature__ import snake_case`). Nothing here does; the answer for what does not name it is False.
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
    """Finds what is late, and the module of features, as the finders after it would."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if name not in _LATE and name != _FEATURE:
            return None
        rest = (finder for finder in sys.meta_path if finder is not self)
        spec = next((spec for finder in rest if (spec := finder.find_spec(name, path, target))), None)
        if spec is not None:
            spec.loader = cast(Any, _NoSources(spec.loader) if name == _FEATURE else _Loader(name, spec.loader))
        return spec


def load_late() -> None:
    """Make it so for this process; without effect where PySide6 is loaded already."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, cast(Any, _Finder()))
