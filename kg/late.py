"""Third-party libraries that are slow to load: each is loaded when one of its names is first read.

Modules of ``kg`` import one another plainly, at the top; what takes a tenth of a second and not every command needs
comes from here, and so do the types of arrays. A library whose classes are base classes of ours (pydantic) cannot be
put off in this way.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import jinja2
    import networkx
    import numpy
    import numpy.typing
    import pyvis
    import rdflib
    import yaml

__all__ = ["jinja2", "networkx", "numpy", "pyvis", "rdflib", "yaml"]

Array: TypeAlias = "numpy.typing.NDArray[numpy.generic]"
Floats: TypeAlias = "numpy.typing.NDArray[numpy.float64]"
Int32s: TypeAlias = "numpy.typing.NDArray[numpy.int32]"
Int64s: TypeAlias = "numpy.typing.NDArray[numpy.int64]"
Mask: TypeAlias = "numpy.typing.NDArray[numpy.bool_]"
UInt16s: TypeAlias = "numpy.typing.NDArray[numpy.uint16]"


class _LateModule(ModuleType):
    """A library that is loaded when a name of it is looked up; later look-ups ask the library itself."""

    @cached_property
    def _library(self) -> ModuleType:
        return import_module(self.__name__)

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)


if not TYPE_CHECKING:
    jinja2 = _LateModule("jinja2")
    networkx = _LateModule("networkx")
    numpy = _LateModule("numpy")
    pyvis = _LateModule("pyvis")
    rdflib = _LateModule("rdflib")
    yaml = _LateModule("yaml")
