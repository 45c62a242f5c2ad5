"""Static finder for what npm installs: an allow-list, so that only the files pages use are served."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

PREFIX = "vendor"
# A source map stands beside its file: the manifest storage refuses a file whose map is missing.
FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "signature_pad/dist/signature_pad.umd.min.js",
    "signature_pad/dist/signature_pad.umd.min.js.map",
)


class VendorFinder(BaseFinder):
    """Finds `vendor/<package>/<file>` in node_modules."""

    def __init__(self, app_names: Sequence[str] | None = None, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=settings.NODE_MODULES)
        self.storage.prefix = PREFIX
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: object) -> list[CheckMessage]:
        missing = [name for name in FILES if not self.storage.exists(name)]
        if not missing:
            return []
        return [
            CheckWarning(
                f"{len(missing)} front-end files are missing, the first is {missing[0]}.",
                hint="Run `make assets` (npm ci from the lock file).",
                id="doudi.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        name = path.removeprefix(f"{PREFIX}/")
        known = path != name and name in FILES and self.storage.exists(name)
        hits = [str(Path(settings.NODE_MODULES) / name)] if known else []
        return hits if find_all else (hits[0] if hits else [])

    def list(self, ignore_patterns: Sequence[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in FILES:
            if not matches_patterns(name, ignore_patterns or []) and self.storage.exists(name):
                yield name, self.storage
