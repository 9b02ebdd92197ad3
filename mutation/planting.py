"""A fault put into the code that runs: into functions that are loaded, or into a module before it is.

As a plug-in of pytest it plants the fault that MUTATION_FAULT names (`path:number`) when its module is imported.
"""

import gc
import importlib.abc
import importlib.machinery
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from mutation import faults, rooms

FAULT = "MUTATION_FAULT"
OUT_OF_TIME = 124
"""The exit status of a process whose tests took more of the processor than it was given."""
Functions = Mapping[tuple[str, str, int], Sequence[FunctionType]]


def loaded_functions() -> Functions:
    """Return every function of the product in this process, by its file, qualified name and first line."""
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(str(rooms.SOURCE)):
            found[_key(one.__code__)].append(one)
    return found


def swap(path: Path, *, number: int, function: str, functions: Functions) -> bool:
    """Return every loaded copy of a function the code with the fault; False where there is none to give it to."""
    module = compile(faults.planted(path, number), str(path), "exec")
    swapped = False
    for code in _codes(module):
        if code.co_qualname == function:
            for one in functions.get(_key(code), ()):
                try:
                    one.__code__ = code
                except ValueError:  # it closes over other names than before
                    return False
                swapped = True
    return swapped


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module with its fault."""

    number = 0

    def get_code(self, fullname: str) -> CodeType:
        """Compile it anew, whatever is cached."""
        path = Path(self.get_filename(fullname))
        return compile(faults.planted(path, self.number), str(path), "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module, and leaves all others to Python."""

    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the module's own spec with our loader."""
        if self._path.stem not in {fullname.rpartition(".")[2], "__init__"} or not fullname.startswith("esigner"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin != str(self._path):
            return None
        loader = _Loader(fullname, spec.origin)
        loader.number = self._number
        spec.loader = loader
        return spec


def _end_in_order(*_: object) -> None:
    pytest.exit("out of time", returncode=OUT_OF_TIME)


if FAULT in os.environ:
    signal.signal(signal.SIGXCPU, _end_in_order)
    _path, _, _number = os.environ[FAULT].rpartition(":")
    sys.meta_path.insert(0, _Finder(Path(_path), int(_number)))
