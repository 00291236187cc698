"""The prerendered pages: which file answers an address, and which scripts a page may run."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.types import Scope

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class Pages:
    """The prerendered pages: which file answers an address, which inline scripts it may run."""

    def __init__(self, client: Path) -> None:
        self.files = {
            _address(file, client): file for file in client.rglob("*.html") if client.is_dir()
        }
        self.policies = {address: _policy(file) for address, file in self.files.items()}
        self.fallback = self.policies.get("/404.html", _policy(None))

    def with_file_of(self, scope: Scope) -> Scope:
        """Ask for `/page/` when `/page` is: the folder's file, without a redirection."""
        path = scope["path"]
        if scope["method"] in SAFE_METHODS and path != "/" and path in self.files:
            return {**scope, "path": f"{path}/", "raw_path": f"{path}/".encode()}
        return scope

    def policy_of(self, path: str) -> str:
        return self.policies.get(path.rstrip("/") or "/", self.fallback)


def _address(file: Path, client: Path) -> str:
    relative = file.relative_to(client).as_posix()
    return "/" + relative.removesuffix("index.html").rstrip("/")


def _policy(page: Path | None) -> str:
    """A Content-Security-Policy that runs our files and the inline scripts of this very page."""
    scripts = _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")) if page else []
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(["script-src 'self'", *_hashes(scripts)]),
            # The compiled front end writes its few rules into the page as it goes.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hashes(scripts: Iterable[str]) -> list[str]:
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
