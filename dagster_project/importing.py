"""Import heavy libraries without what an import need not do."""

import gc
import importlib
import importlib.util
import sys
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


def load(module: str) -> None:
    """Import a module, for whoever needs it later."""
    with uncollected():
        importlib.import_module(module)


def when_needed(package: str, name: str) -> None:
    """Let `from package import name` load the module at its first use only.

    It stands in its package, too: Python 3.11 looks at what it finds in `sys.modules`
    alone, and that is a use.
    """
    full = f"{package}.{name}"
    spec = importlib.util.find_spec(full)
    if full in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    setattr(sys.modules[package], name, module)


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
