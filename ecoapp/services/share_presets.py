"""What a share usually opens to an artisan, a notary, a tenant…: where its form starts.

A preset only fills the form; what is kept is the level of each part. None opens a private part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import PARTS

_NONE, _READ, _DEPOSIT = AccessLevel.NONE, AccessLevel.READ, AccessLevel.DEPOSIT


@dataclass(frozen=True)
class Preset:
    """`summary`: its line in the form. `levels`: of every part, by its code."""

    code: str
    label: str
    summary: str
    levels: Mapping[str, AccessLevel]


def _levels(**opened: AccessLevel) -> Mapping[str, AccessLevel]:
    """Of every part, in the order of the catalogue: what is not named stays closed."""
    return MappingProxyType({part.code: opened.get(part.code, _NONE) for part in PARTS})


# What the seller hands over with the dwelling, and what its price is discussed with.
_FOR_A_SALE = {
    "identity": _READ,
    "plans": _READ,
    "networks": _READ,
    "materials": _READ,
    "equipment": _READ,
    "works": _READ,
    "energy": _READ,
    "diagnostics": _READ,
    "maintenance": _READ,
    "condominium": _READ,
}

PRESETS = (
    Preset(
        "artisan",
        "Artisan",
        "Consulte ce qui prépare ses travaux, dépose ce qu’il a fait",
        # Asbestos and lead are to be known before drilling.
        _levels(
            identity=_READ,
            plans=_READ,
            networks=_READ,
            materials=_READ,
            equipment=_DEPOSIT,
            works=_DEPOSIT,
            energy=_READ,
            diagnostics=_READ,
            maintenance=_DEPOSIT,
            warranties=_DEPOSIT,
            journal=_DEPOSIT,
        ),
    ),
    Preset(
        "diagnostiqueur",
        "Diagnostiqueur",
        "Consulte le logement et ses travaux, dépose ses rapports",
        _levels(
            identity=_READ,
            plans=_READ,
            networks=_READ,
            materials=_READ,
            equipment=_READ,
            works=_READ,
            energy=_DEPOSIT,
            diagnostics=_DEPOSIT,
            maintenance=_READ,
        ),
    ),
    Preset(
        "locataire",
        "Locataire",
        "Consulte les notices, dépose ses entretiens et ses relevés",
        # Each year the tenant hands in the certificate of their insurance.
        _levels(
            identity=_READ,
            networks=_READ,
            equipment=_READ,
            energy=_READ,
            diagnostics=_READ,
            maintenance=_DEPOSIT,
            warranties=_DEPOSIT,
            consumption=_DEPOSIT,
            contacts=_READ,
            journal=_DEPOSIT,
        ),
    ),
    Preset(
        "notaire",
        "Notaire",
        "Consulte ce qu’une vente demande, garanties comprises",
        _levels(**_FOR_A_SALE, warranties=_READ),
    ),
    Preset(
        "acquereur",
        "Acquéreur",
        "Consulte ce qu’il faut savoir avant d’acheter",
        _levels(**_FOR_A_SALE, consumption=_READ),
    ),
    Preset(
        "syndic",
        "Syndic",
        "Dépose les documents de la copropriété et de l’immeuble",
        _levels(
            identity=_READ,
            networks=_READ,
            energy=_DEPOSIT,
            diagnostics=_DEPOSIT,
            condominium=_DEPOSIT,
        ),
    ),
    Preset(
        "proche",
        "Proche",
        "Consulte tout, sauf les documents privés",
        _levels(**{part.code: _READ for part in PARTS if not part.is_private}),
    ),
)
_BY_CODE = {preset.code: preset for preset in PRESETS}


def preset_of(code: str) -> Preset | None:
    """The preset of this code, if there is one."""
    return _BY_CODE.get(code)
