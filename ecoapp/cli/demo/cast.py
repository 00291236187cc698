"""Who and what the demonstration shows. All of it is invented: no real SIRET begins with 999."""

import unicodedata
from dataclasses import dataclass

from stdnum import luhn

from ecoapp.models import EstablishmentSource, StructureType

PASSWORD = "Trois copeaux de tilleul 26"

_COMPANY, _TOWN, _ASSOCIATION, _INDIVIDUAL = (
    StructureType.COMPANY,
    StructureType.LOCAL_AUTHORITY,
    StructureType.ASSOCIATION,
    StructureType.INDIVIDUAL,
)
_DIRECTORY, _TYPED_IN, _IMPORT = (
    EstablishmentSource.DIRECTORY,
    EstablishmentSource.TYPED_IN,
    EstablishmentSource.PARTNER_IMPORT,
)


@dataclass(frozen=True)
class Person:
    """`shown_as`: why one would log in as them; empty for the others."""

    key: str
    first_name: str
    last_name: str
    job_title: str
    house: str
    structure: StructureType = _COMPANY
    shown_as: str = ""

    @property
    def email(self) -> str:
        return f"{_plain(self.first_name)}.{_plain(self.last_name)}@{self.house}.example"


@dataclass(frozen=True)
class Place:
    """`number` makes its SIRET."""

    key: str
    number: int
    name: str
    street: str
    postal_code: str
    city: str
    naf: str
    source: EstablishmentSource = _DIRECTORY

    @property
    def siret(self) -> str:
        siren = f"999{self.number:05}"
        siren += luhn.calc_check_digit(siren)
        return f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}"


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if letter.isascii() and letter.isalpha())


PEOPLE = (
    Person("olga", "Olga", "Perrin", "Chargée de clientèle", "ecoservices", shown_as="opératrice"),
    Person(
        "jean",
        "Jean",
        "Morvan",
        "Directeur",
        "menuiserie-aubry",
        shown_as="administrateur de plusieurs établissements, deux demandes à traiter, un carnet",
    ),
    Person("nadia", "Nadia", "Le Goff", "Responsable administrative", "menuiserie-aubry"),
    Person(
        "camille",
        "Camille",
        "Renaud",
        "Conductrice de travaux",
        "menuiserie-aubry",
        shown_as="membre avec des droits personnalisés",
    ),
    Person("yann", "Yann", "Kerbrat", "Chef d’atelier", "menuiserie-aubry"),
    Person(
        "ines",
        "Inès",
        "Lambert",
        "Assistante",
        "menuiserie-aubry",
        shown_as="attend une réponse, déjà rappelée",
    ),
    Person("hugo", "Hugo", "Tanguy", "Apprenti menuisier", "menuiserie-aubry"),
    Person("claire", "Claire", "Vasseur", "Directrice des services", "villebois", _TOWN),
    Person("paul", "Paul", "Besson", "Responsable de la déchèterie", "villebois", _TOWN),
    Person("sofia", "Sofia", "Marques", "Chargée de mission déchets", "villebois", _TOWN),
    Person("lea", "Léa", "Fontaine", "Présidente", "etabli-solidaire", _ASSOCIATION),
    Person("malik", "Malik", "Haddad", "Coordinateur", "etabli-solidaire", _ASSOCIATION),
    Person("rose", "Rose", "Pichon", "Bénévole", "etabli-solidaire", _ASSOCIATION),
    Person("denis", "Denis", "Jacquet", "Gérant", "scierie-hautdoubs"),
    Person("anne", "Anne", "Delmas", "Gérante", "ameublement-delmas"),
    Person("thomas", "Thomas", "Delmas", "Responsable logistique", "ameublement-delmas"),
    Person("fatou", "Fatou", "Diallo", "Comptable", "ameublement-delmas"),
    Person("bruno", "Bruno", "Ferrand", "Artisan plâtrier", "platrerie-ferrand"),
    Person("elise", "Élise", "Ferrand", "Secrétaire", "platrerie-ferrand"),
    Person("marc", "Marc", "Guérin", "Directeur de magasin", "literie-marais"),
    Person("julie", "Julie", "Chauvet", "Responsable qualité", "jouets-tournesol"),
    Person(
        "karim",
        "Karim",
        "Benali",
        "Chef de projet",
        "fenetres-loire",
        shown_as="demande chez un établissement sans administrateur",
    ),
    Person("sylvie", "Sylvie", "Maréchal", "Responsable d’exploitation", "fenetres-loire"),
    Person("luc", "Luc", "Martin", "Gérant", "bricolage-martin"),
    Person(
        "emma", "Emma", "Roussel", "", "courrier", _INDIVIDUAL, shown_as="particulière, un carnet"
    ),
)

PLACES = (
    Place(
        "vannes",
        10101,
        "Menuiserie Aubry, atelier de Vannes",
        "12 rue des Charpentiers",
        "56000",
        "Vannes",
        "43.32A",
    ),
    Place(
        "lorient",
        10102,
        "Menuiserie Aubry, agence de Lorient",
        "4 quai des Indes",
        "56100",
        "Lorient",
        "43.32A",
    ),
    Place(
        "villebois",
        10203,
        "Mairie de Villebois-sur-Ance",
        "1 place de la Mairie",
        "43500",
        "Villebois-sur-Ance",
        "84.11Z",
    ),
    Place(
        "recyclerie",
        10304,
        "Recyclerie L’Établi solidaire",
        "27 rue des Ateliers",
        "44000",
        "Nantes",
        "38.32Z",
    ),
    Place(
        "scierie",
        10405,
        "Scierie du Haut-Doubs",
        "8 route des Sapins",
        "25300",
        "Pontarlier",
        "16.10A",
    ),
    Place(
        "delmas",
        10506,
        "Ameublement Delmas et fils",
        "55 avenue de Paris",
        "19100",
        "Brive-la-Gaillarde",
        "47.59A",
    ),
    Place(
        "ferrand",
        10607,
        "Plâtrerie Ferrand",
        "3 impasse des Puys",
        "63000",
        "Clermont-Ferrand",
        "43.31Z",
    ),
    Place(
        "literie",
        10708,
        "Literie du Marais",
        "19 boulevard du Port",
        "79000",
        "Niort",
        "47.59A",
    ),
    Place(
        "jouets",
        10809,
        "Jouets Tournesol",
        "6 chemin du Lac",
        "39260",
        "Moirans-en-Montagne",
        "",
        _TYPED_IN,
    ),
    Place(
        "fenetres",
        10910,
        "Fenêtres Loire-Océan",
        "80 boulevard de l’Atlantique",
        "44600",
        "Saint-Nazaire",
        "",
        _IMPORT,
    ),
    Place(
        "decheterie",
        11011,
        "Déchèterie du Val-Fleury",
        "Zone artisanale du Val-Fleury",
        "43500",
        "Villebois-sur-Ance",
        "",
        _IMPORT,
    ),
    Place(
        "bricolage",
        11112,
        "Bricolage Martin",
        "41 rue de la Liberté",
        "21000",
        "Dijon",
        "",
        _IMPORT,
    ),
)
