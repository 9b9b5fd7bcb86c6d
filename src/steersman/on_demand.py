"""Names of a package whose modules load when first asked for: small questions stay quick.

The stages bring numerical libraries that take seconds to load; whether a file can be read must not
wait for them. Type checkers see ordinary imports.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def on_demand(package: str, names: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return a package's ``__getattr__`` (PEP 562).

    Args:
        package: Full name of the package.
        names: Its names by the module within the package that defines them.
    """
    homes = {name: module for module, defined in names.items() for name in defined}

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
