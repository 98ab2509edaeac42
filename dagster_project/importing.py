"""Import heavy libraries without looking for garbage meanwhile.

Importing dagster, dbt or Great Expectations makes hundreds of thousands of objects that
live as long as the process; Python's collector walks through them again and again: a
sixth of the imports' time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection inside; what was made is never looked through afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
