"""Import heavy libraries without what an import need not do."""

import gc
import importlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of garbage inside; what was made is never looked through later.

    Importing dagster, dbt or Great Expectations makes hundreds of thousands of objects
    that live as long as the process; Python's collector walks through them again and
    again: a sixth of the imports' time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def seldom_collected() -> None:
    """Look for garbage a hundred times less often than Python does by itself.

    A refresh makes millions of objects that are freed when nobody names them; what only
    the collector finds is little, and it looks through everything after each 700 more.
    """
    gc.set_threshold(70_000, 10, 10)


def load(name: str) -> types.ModuleType:
    """Import a module, for whoever needs it now or later."""
    if name in sys.modules:  # else the garbage of the work since would stay, too
        return sys.modules[name]
    with uncollected():
        return importlib.import_module(name)


def when_needed(name: str) -> None:
    """Load a module when something of it is used, however early it is imported.

    Python's LazyLoader loads at an `import name`, which looks at the module's spec.
    """
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader, module = spec.loader, importlib.util.module_from_spec(spec)
    known = vars(module)
    # What has a path may have modules below, whose import is a use, too.
    path = known.pop("__path__", None)

    def load_now(attribute: str) -> object:
        del known["__getattr__"]
        if path is not None:
            known["__path__"] = path
        loader.exec_module(module)
        return getattr(module, attribute)

    known["__getattr__"] = load_now
    sys.modules[name] = module
    package, _, child = name.rpartition(".")
    if package:
        setattr(sys.modules[package], child, module)


@contextmanager
def without(module: str) -> Iterator[None]:
    """Import inside as where `module` is not installed; a loaded one stays."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
