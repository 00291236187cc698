"""Refusals of a carnet that is imported."""

from ecoapp.core.errors import Refusal
from ecoapp.services import (
    imported_files,
    imported_logbooks,
    logbook_format,
    rate_rules,
    zip_archives,
)
from ecoapp.services.file_names import clean_name
from ecoapp.services.french_words import NBSP, in_a_while
from ecoapp.services.sentence import Sentence
from ecoapp.services.texts import parse_text

_EXPORTED = "Choisissez le ZIP tel que l’Espace Services l’a préparé, sans le modifier."
_AGAIN = "Exportez le carnet à nouveau, puis importez ce nouveau fichier."


def _quoted(said: str) -> str:
    """A few words of a file, which may hold anything."""
    return f"«{NBSP}{parse_text(said, longest=len(said), required=False)[:100]}{NBSP}»"


def _unsafe(refusal: zip_archives.ArchiveHasUnsafeName) -> str:
    return f"Ce ZIP contient un fichier au nom suspect, {_quoted(refusal.name)}. {_EXPORTED}"


def _version(refusal: logbook_format.ContentsAreOfAnotherVersion) -> str:
    known = logbook_format.VERSION
    if refusal.version > known:
        return (
            f"Ce carnet a été exporté par une version plus récente (format {refusal.version}). "
            "L’Espace Services doit être mis à jour pour l’importer."
        )
    return f"Ce carnet est au format {refusal.version}, qui n’existe pas. {_EXPORTED}"


def _value(refusal: imported_logbooks.ValueIsRefused) -> str:
    # That table is made of this one.
    from ecoapp.services.messages import french

    return (
        f"La pièce {refusal.rank} de carnet.json (partie «{NBSP}{refusal.part}{NBSP}») ne peut "
        f"pas être importée, à cause du champ «{NBSP}{refusal.field}{NBSP}». {french(refusal.why)}"
    )


def _wait(refusal: rate_rules.ImportsAreTooMany) -> str:
    return (
        "Vous avez envoyé beaucoup de carnets depuis une heure. Réessayez "
        f"{in_a_while(refusal.seconds)}."
    )


SENTENCES: dict[type[Refusal], Sentence] = {
    rate_rules.ImportsAreTooMany: _wait,
    # The ZIP
    zip_archives.FileIsNoArchive: (
        f"Ce fichier n’est pas un ZIP, ou il est incomplet. {_EXPORTED}"
    ),
    zip_archives.ArchiveListIsTooLong: (
        f"Ce ZIP contient plus de fichiers qu’un carnet ne peut en avoir. {_EXPORTED}"
    ),
    zip_archives.ArchiveIsEncrypted: f"Ce ZIP est protégé par un mot de passe. {_EXPORTED}",
    zip_archives.ArchiveHasUnsafeName: _unsafe,
    zip_archives.ArchiveHasNameTwice: lambda refusal: (
        f"Ce ZIP contient deux fois le fichier {_quoted(refusal.name)}. {_EXPORTED}"
    ),
    zip_archives.ArchiveHasLink: lambda refusal: (
        f"Dans ce ZIP, {_quoted(refusal.name)} est un lien et non un fichier. {_EXPORTED}"
    ),
    zip_archives.ArchiveIsDamaged: lambda refusal: (
        f"Dans ce ZIP, {_quoted(refusal.name)} est abîmé et ne peut pas être lu. {_AGAIN}"
    ),
    zip_archives.ListedFileIsNotThere: lambda refusal: (
        f"Il manque dans ce ZIP le fichier {_quoted(refusal.name)}, que carnet.json annonce. "
        f"{_EXPORTED}"
    ),
    zip_archives.FileIsLargerThanSaid: lambda refusal: (
        f"Dans ce ZIP, {_quoted(refusal.name)} est plus gros qu’il ne peut l’être. {_EXPORTED}"
    ),
    # carnet.json
    logbook_format.ContentsAreMissing: (
        f"Ce ZIP n’est pas celui d’un carnet{NBSP}: il y manque carnet.json. {_EXPORTED}"
    ),
    logbook_format.ContentsAreNoLogbook: (
        f"Dans ce ZIP, carnet.json n’est pas celui d’un carnet numérique. {_EXPORTED}"
    ),
    logbook_format.ContentsAreOfAnotherVersion: _version,
    logbook_format.ContentsAreNotAsDescribed: lambda refusal: (
        "Dans ce ZIP, carnet.json ne suit pas le format des carnets, à l’endroit "
        f"{_quoted(refusal.where)}. {_EXPORTED}"
    ),
    imported_logbooks.PartIsUnknown: lambda refusal: (
        f"Ce carnet a une partie inconnue, {_quoted(refusal.code)}. Il vient peut-être d’une "
        "version plus récente de l’Espace Services."
    ),
    imported_logbooks.FieldIsUnknown: lambda refusal: (
        f"Ce carnet a un champ inconnu, {_quoted(refusal.code)}. Il vient peut-être d’une "
        "version plus récente de l’Espace Services."
    ),
    imported_logbooks.ValueIsRefused: _value,
    imported_logbooks.EntriesAreTooMany: (
        "Ce carnet dépasse ce qui peut être importé en une fois, 20\N{NARROW NO-BREAK SPACE}000 "
        "pièces et 10\N{NARROW NO-BREAK SPACE}000 fichiers. Écrivez-nous, nous vous aiderons."
    ),
    imported_logbooks.EntryHasTooManyFiles: lambda refusal: (
        f"La pièce {refusal.rank} de carnet.json (partie «{NBSP}{refusal.part}{NBSP}») a plus de "
        "50 fichiers, c’est le maximum. Regroupez-en dans le carnet d’origine, puis exportez-le "
        "à nouveau."
    ),
    imported_logbooks.FilesAreTooLarge: (
        f"Les fichiers de ce carnet dépassent 2{NBSP}Go en tout, c’est le maximum d’un import. "
        "Écrivez-nous, nous vous aiderons."
    ),
    imported_files.FileIsElsewhere: (
        "Votre fichier est arrivé sur une autre de nos machines, qui l’importe seule. Rechargez "
        "cette page dans un instant. Si le carnet n’y est toujours pas, envoyez-le à nouveau."
    ),
    imported_logbooks.PathIsNotOfTheFormat: lambda refusal: (
        f"Dans ce ZIP, carnet.json place un fichier à une adresse qui n’est pas permise ou qui "
        f"sert deux fois, {_quoted(refusal.path)}. {_EXPORTED}"
    ),
    imported_files.FileIsNotAsListed: lambda refusal: (
        f"Le fichier {_quoted(clean_name(refusal.name))} n’est plus celui qui a été exporté. "
        f"{_AGAIN}"
    ),
}
