"""A local server that stands for the official directory, in the shapes it documents."""

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
HIDDEN = "[NON-DIFFUSIBLE]"

_numbers = count(1)
_number_lock = threading.Lock()


def new_siret() -> str:
    """A valid SIRET that no test has had yet; it begins with 999, as fiction does."""
    with _number_lock:
        number = next(_numbers)
    return _with_luhn(f"{_with_luhn(f'999{number:05}')}0001")


def spaced(siret: str) -> str:
    """3-3-3-5, as everybody writes it."""
    return f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"


@dataclass
class Answer:
    """What the server says of one SIRET. `before`: seconds before the first byte."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    before: float = 0.0


class OfficialDirectory:
    """Knows the SIRET it was told of, and no other; `asked` keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._answers: dict[str, Answer] = {}
        handler = type("BoundHandler", (_Handler,), {"directory": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        # A short poll, because shutdown waits for the next one.
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def knows(
        self, siret: str | None = None, *, name: str = "ATELIER MARTIN", **changes: Any
    ) -> str:
        """An établissement in activity; gives its SIRET."""
        siret = siret or new_siret()
        return self._says(siret, Answer(_page(_unit(siret, name, **changes))))

    def says_closed(self, *, on: str | None) -> str:
        """An établissement that closed, with its date unless the directory has none."""
        return self.knows(etat_administratif="F", date_fermeture=on)

    def hides(self) -> str:
        """An établissement whose identity the law protects."""
        siret = new_siret()
        unit = _unit(
            siret,
            HIDDEN,
            adresse=HIDDEN,
            code_postal=HIDDEN,
            libelle_commune=HIDDEN,
            statut_diffusion_etablissement="P",
        )
        unit["statut_diffusion"] = "P"
        return self._says(siret, Answer(_page(unit)))

    def does_not_know(self) -> str:
        """A valid SIRET that it answers with an empty page."""
        return self._says(new_siret(), Answer(_page()))

    def fails_for(self, siret: str | None = None, *, status: int = 500) -> str:
        """It breaks down when it is asked for this one."""
        return self._says(siret or new_siret(), Answer({"erreur": "panne"}, status))

    def is_overloaded_for(self, siret: str | None = None, *, retry_after: int = 0) -> str:
        """429, and how long to wait."""
        headers = {"Retry-After": str(retry_after)}
        return self._says(
            siret or new_siret(), Answer({"erreur": "trop de requêtes"}, 429, headers)
        )

    def keeps_waiting_for(self, siret: str | None = None, *, seconds: float = 6) -> str:
        """It answers, but later than anybody waits."""
        siret = siret or new_siret()
        return self._says(siret, Answer(_page(_unit(siret, "ATELIER MARTIN")), before=seconds))

    def answer_to(self, path: str) -> Answer:
        siret = parse_qs(urlsplit(path).query).get("q", [""])[0]
        self.asked.append(siret)
        return self._answers.get(siret, Answer(_page()))

    def _says(self, siret: str, answer: Answer) -> str:
        self._answers[siret] = answer
        return siret


class _Handler(BaseHTTPRequestHandler):
    directory: OfficialDirectory

    def do_GET(self) -> None:
        answer = self.directory.answer_to(self.path)
        time.sleep(answer.before)
        with contextlib.suppress(OSError):  # who asked gave up, as some tests want
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in {**headers, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def _unit(siret: str, name: str, **changes: Any) -> Json:
    establishment = {
        "siret": siret,
        "adresse": "12 RUE DES CHARPENTIERS 56000 VANNES",
        "code_postal": "56000",
        "commune": "56260",
        "libelle_commune": "VANNES",
        "est_siege": True,
        "etat_administratif": "A",
        "date_fermeture": None,
        "liste_enseignes": None,
        "nom_commercial": None,
        "activite_principale": "31.09B",
        "statut_diffusion_etablissement": "O",
        "latitude": "47.65",
        "longitude": "-2.76",
        **changes,
    }
    return {
        "siren": siret[:9],
        "nom_complet": name,
        "nom_raison_sociale": name,
        "sigle": None,
        "nature_juridique": "5710",
        "etat_administratif": "A",
        "statut_diffusion": "O",
        "activite_principale": "31.09B",
        "siege": establishment,
        "complements": {
            "est_association": False,
            "est_ess": False,
            "est_administration": False,
            "collectivite_territoriale": None,
        },
        "matching_etablissements": [establishment],
    }


def _page(*units: Json) -> Json:
    return {
        "results": list(units),
        "total_results": len(units),
        "page": 1,
        "per_page": 1,
        "total_pages": len(units),
    }


def _with_luhn(digits: str) -> str:
    doubled = [
        int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits[::-1])
    ]
    total = sum(value // 10 + value % 10 for value in doubled)
    return f"{digits}{-total % 10}"
