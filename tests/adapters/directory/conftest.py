"""A real HTTP server that answers what a test scripts, and the documented shapes."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import pytest

Json = dict[str, Any]


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict[str, str]
    before: float = 0.0  # seconds before the first byte
    trickle: float = 0.0  # seconds between two bytes of the body


@dataclass
class ScriptedApi:
    """Gives its replies in order, the last one for ever; keeps what it was asked."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def answers(self, body: Json | bytes = b"", status: int = 200, **more: Any) -> Self:
        """Add a reply; `headers`, `before` and `trickle` may be given."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.replies.append(Reply(status, data, more.pop("headers", {}), **more))
        return self

    @property
    def count(self) -> int:
        """How many requests came."""
        return len(self.paths)

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    api: ScriptedApi

    def do_GET(self) -> None:
        self.api.paths.append(self.path)
        self.api.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = self.api.next_reply()
        time.sleep(reply.before)
        with contextlib.suppress(OSError):  # the client gave up, as the slow tests want
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not reply.trickle:
            self.wfile.write(reply.body)
            return
        for byte in reply.body:
            self.wfile.write(bytes([byte]))
            time.sleep(reply.trickle)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def make_api() -> Iterator[Callable[[], ScriptedApi]]:
    servers: list[ThreadingHTTPServer] = []

    def make() -> ScriptedApi:
        api = ScriptedApi()
        handler = type("BoundHandler", (Handler,), {"api": api})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        api.url = f"http://127.0.0.1:{server.server_port}"
        # A short poll, because shutdown waits for the next one.
        threading.Thread(target=server.serve_forever, args=(0.001,), daemon=True).start()
        servers.append(server)
        return api

    yield make
    for server in servers:
        server.shutdown()
        server.socket.close()


@pytest.fixture
def api(make_api: Callable[[], ScriptedApi]) -> ScriptedApi:
    return make_api()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def establishment() -> Callable[..., Json]:
    """An item of matching_etablissements: La Poste's head office, with changes."""

    def build(**changes: Any) -> Json:
        return {
            "siret": "35600000000048",
            "adresse": "9 RUE DU COLONEL PIERRE AVIA 75015 PARIS",
            "code_postal": "75015",
            "commune": "75115",
            "libelle_commune": "PARIS 15",
            "est_siege": True,
            "etat_administratif": "A",
            "date_fermeture": None,
            "liste_enseignes": None,
            "nom_commercial": None,
            "statut_diffusion_etablissement": "O",
            "latitude": "48.83",
            "longitude": "2.28",
            **changes,
        }

    return build


@pytest.fixture
def page(establishment: Callable[..., Json]) -> Callable[..., Json]:
    """A 200 of recherche-entreprises with one legal unit; changes go to the unit."""

    def build(*establishments: Json, **changes: Any) -> Json:
        unit = {
            "siren": "356000000",
            "nom_complet": "LA POSTE",
            "nom_raison_sociale": "LA POSTE",
            "sigle": None,
            "nature_juridique": "5510",
            "etat_administratif": "A",
            "statut_diffusion": "O",
            "activite_principale": "53.10Z",
            "siege": establishment(),
            "complements": {"est_association": False},
            "matching_etablissements": list(establishments) or [establishment()],
            **changes,
        }
        return {"results": [unit], "total_results": 1, "page": 1, "per_page": 1, "total_pages": 1}

    return build


@pytest.fixture
def sirene_reply() -> Callable[..., Json]:
    """A 200 of Sirene about Octo Technology; changes go to the four parts."""

    def build(
        unit: Json | None = None,
        address: Json | None = None,
        period: Json | None = None,
        **changes: Any,
    ) -> Json:
        etablissement = {
            "siret": "41816609600069",
            "statutDiffusionEtablissement": "O",
            "etablissementSiege": True,
            "uniteLegale": {
                "etatAdministratifUniteLegale": "A",
                "denominationUniteLegale": "OCTO-TECHNOLOGY",
                "nomUniteLegale": None,
                "prenom1UniteLegale": None,
                "categorieJuridiqueUniteLegale": "5599",
                **(unit or {}),
            },
            "adresseEtablissement": {
                "numeroVoieEtablissement": "34",
                "typeVoieEtablissement": "AV",
                "libelleVoieEtablissement": "DE L'OPERA",
                "codePostalEtablissement": "75002",
                "libelleCommuneEtablissement": "PARIS 2",
                **(address or {}),
            },
            "periodesEtablissement": [
                {
                    "dateFin": None,
                    "dateDebut": "2016-09-30",
                    "etatAdministratifEtablissement": "A",
                    "enseigne1Etablissement": None,
                    **(period or {}),
                },
                {
                    "dateFin": "2016-09-29",
                    "dateDebut": "2010-01-01",
                    "etatAdministratifEtablissement": "F",
                    "enseigne1Etablissement": "ANCIENNE ENSEIGNE",
                },
            ],
            **changes,
        }
        return {"header": {"statut": 200, "message": "ok"}, "etablissement": etablissement}

    return build
