"""The help: written as it should be, leading where it says, and true of what the code does."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ecoapp.core import passwords
from ecoapp.mail import claims, limits
from ecoapp.models.membership_request import LIFE as REQUEST_LIFE
from ecoapp.models.membership_request import MESSAGE_MAX
from ecoapp.pages import PAGES
from ecoapp.pages.help.topics import Group, Topic, groups, read
from ecoapp.pages.logbooks.sharing import MEANINGS
from ecoapp.pages.marked_text import Piece, pieces
from ecoapp.services import (
    account_sessions,
    attachments,
    deadlines,
    handovers,
    imported_logbooks,
    invitations,
    logbook_format,
    membership_requests,
    offer_reminders,
    password_resets,
    quotas,
    rate_rules,
    request_limits,
    shares,
    signup_drafts,
    verification_codes,
)
from ecoapp.services.catalogue import SECTIONS
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.quotas import What
from ecoapp.services.share_presets import PRESETS
from ecoapp.state.contact import SUBJECTS
from tests.test_french import faults

GROUPS = (
    "Créer mon compte",
    "Me connecter",
    "Rattacher un établissement",
    "Décider, droits et membres",
    "Notifications et mails",
    "Rubriques et fichiers",
    "Carnets numériques",
    "Partager et remettre un carnet",
    "Mes données",
)


def topics() -> list[Topic]:
    return [topic for group in groups() for topic in group.topics]


def said(anchor: str) -> str:
    """What an answer says, with ordinary spaces and quotes."""
    (topic,) = [topic for topic in topics() if topic.anchor == anchor]
    return plain(" ".join(sentences(topic)))


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("’", "'")


def sentences(topic: Topic) -> Iterator[str]:
    for block in topic.answer:
        for line in block.lines:
            yield "".join(piece.text for piece in line)


def links() -> list[tuple[str, str]]:
    return [(topic.anchor, target) for topic in topics() for target in topic.links]


def hours(life: timedelta) -> int:
    return int(life.total_seconds() // 3600)


# What it is made of


def test_the_groups_are_those_of_the_journeys() -> None:
    assert tuple(group.title for group in groups()) == GROUPS
    assert len(topics()) >= 25


def test_every_anchor_is_one_place() -> None:
    anchors = [topic.anchor for topic in topics()]
    assert len(set(anchors)) == len(anchors)
    # Names of other elements of the page.
    assert not {"q", "contenu", "q-aide"} & set(anchors)


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.anchor)
def test_typography_is_french(topic: Topic) -> None:
    for sentence in (topic.question, *sentences(topic)):
        assert faults(sentence) == [], sentence
        assert not re.search(r"[*\[\]{}<>_]|\s{2}", sentence), sentence


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.anchor)
def test_no_answer_blames_nor_grows_too_long(topic: Topic) -> None:
    whole = " ".join(sentences(topic))
    assert not re.search(r"\binvalide|\bOups|\bvous avez oublié de\b|!", whole)
    assert len(whole) < 900


# Where it leads


@pytest.mark.parametrize(("anchor", "target"), links(), ids=lambda part: part)
def test_every_link_leads_somewhere(anchor: str, target: str) -> None:
    if target.startswith("#"):
        assert target[1:] in {topic.anchor for topic in topics()} - {anchor}
    elif target.startswith("/"):
        route, _, query = target.partition("?")
        assert route in {page.route for page in PAGES}
        if query:
            assert query.removeprefix("sujet=") in {value for value, _ in SUBJECTS}
            assert route == "/contact"
    else:
        assert target.startswith("https://")


def test_there_are_links_to_try() -> None:
    assert len(links()) >= 15


# Whether it is true


def test_it_names_every_section_and_every_right_in_the_words_of_the_catalogue() -> None:
    expected = [
        f"{section.label} : {', '.join(right.label for right in section.rights)}."
        for section in SECTIONS
    ]
    (topic,) = [topic for topic in topics() if topic.anchor == "droits"]
    listed = [plain(sentence) for sentence in sentences(topic)][1:]
    assert listed == [plain(line) for line in expected]
    assert all(f"{section.label} :" in said("rubriques") for section in SECTIONS)


def test_it_names_every_part_and_those_that_the_law_asks_for() -> None:
    (topic,) = [topic for topic in topics() if topic.anchor == "parties-du-carnet"]
    listed = [plain(line) for line in sentences(topic)][1:3]
    by_law = " ; ".join(part.label for part in PARTS if part.law)
    others = " ; ".join(part.label for part in PARTS if not part.law)
    assert listed == [f"Par la loi : {by_law}.", f"En plus : {others}."]


def test_it_names_every_preset_as_the_form_does_and_every_level() -> None:
    (topic,) = [topic for topic in topics() if topic.anchor == "modeles-de-partage"]
    listed = [plain(sentence) for sentence in sentences(topic)][1:]
    assert listed == [plain(f"{preset.label} : {preset.summary}.") for preset in PRESETS]
    assert all(f"{label} :" in said("niveaux-de-partage") for label, _ in MEANINGS)


@pytest.mark.parametrize(
    ("anchor", "rule"),
    [
        ("code-non-recu", f"{verification_codes.PAUSE.seconds} secondes"),
        ("code-non-recu", f"{verification_codes.CODES_AN_HOUR} fois par heure"),
        ("code-non-recu", f"{verification_codes.LIFE.seconds // 60} minutes"),
        ("code-refuse", f"{verification_codes.LIFE.seconds // 60} minutes"),
        ("code-refuse", f"{verification_codes.TRIES} essais"),
        ("choisir-un-mot-de-passe", f"{passwords.SHORTEST} et {passwords.LONGEST} car"),
        ("reprendre-mon-adhesion", f"{hours(signup_drafts.LIFE)} heures"),
        ("mot-de-passe-oublie", f"{password_resets.LIFE.seconds // 60} minutes"),
        ("mot-de-passe-oublie", f"{password_resets.MAILS_AN_HOUR} liens par heure"),
        ("connexion-refusee", f"{rate_rules.FREE_FAILURES} essais"),
        ("connexion-refusee", f"{rate_rules.LONGEST_DELAY // 60} minutes"),
        ("connexion-refusee", f"{rate_rules.FAILURES_AN_HOUR_AND_CLIENT} échecs en une heure"),
        ("rester-connecte", f"{hours(account_sessions.LIFE)} heures"),
        ("rester-connecte", f"{account_sessions.REMEMBERED_LIFE.days} jours"),
        ("etablissement-connu", f"{MESSAGE_MAX} caractères"),
        ("suivre-ma-demande", f"{REQUEST_LIFE.days} jours"),
        ("demande-refusee", f"{membership_requests.PAUSE_AFTER_REFUSAL.days} jours"),
        ("inviter", f"{invitations.LIFE.days} jours"),
        ("mails-non-recus", f"{claims.PATIENCE.days} jours"),
        ("mails-reunis", f"au plus {limits.FROM_ALL} fois en un jour, dont"),
        ("mails-reunis", f"dont {limits.FROM_ONE_SENDER} pour ce que fait"),
        ("mails-reunis", f"{limits.REST.seconds // 60} minutes après le dernier changement"),
        ("etablissement-connu", f"{request_limits.MOST_PENDING} demandes au plus"),
        ("etablissement-connu", f"et {request_limits.MOST_A_DAY} partir en un jour"),
        (
            "annuler-ma-demande",
            f"{request_limits.PAUSE_AFTER_CANCELLING.seconds // 3600} heure plus tard",
        ),
        ("carnet-pour-un-tiers", f"rappel après {offer_reminders.REMINDER_AFTER.days} jours"),
        ("carnet-pour-un-tiers", f"silence après {offer_reminders.TOLD_AFTER.days} jours"),
        ("photos", f"{attachments.MOST_OF_AN_ENTRY} par pièce"),
        ("echeances", f"{deadlines.NEAR} jours avant, puis {deadlines.SOON} jours avant"),
        ("importer-un-carnet", f"{imported_logbooks.LARGEST_FILES // 1024**3} Go"),
        ("importer-un-carnet", f"{logbook_format.MOST_ENTRIES:_} pièces".replace("_", " ")),
        ("importer-un-carnet", f"{logbook_format.MOST_FILES:_} fichiers".replace("_", " ")),
        ("importer-un-carnet", f"{attachments.LARGEST // 1024**2} Mo chacun"),
        ("importer-un-carnet", f"{attachments.MOST_OF_AN_ENTRY} par pièce"),
        ("importer-un-carnet", f"{rate_rules.IMPORTS_AN_HOUR_AND_ACCOUNT} imports par heure"),
        ("plusieurs-etablissements", f"{quotas.USUAL[What.ESTABLISHMENTS_A_DAY]} par jour"),
        ("plusieurs-etablissements", f"{quotas.USUAL[What.ESTABLISHMENTS]} en tout"),
        ("plusieurs-etablissements", f"{rate_rules.SIRETS_A_MINUTE_AND_ACCOUNT} SIRET par minute"),
        ("plusieurs-etablissements", f"{rate_rules.SIRETS_AN_HOUR_AND_ACCOUNT} par heure"),
        ("creer-un-carnet", f"{quotas.USUAL[What.LOGBOOKS_A_DAY]} nouveaux par jour"),
        ("creer-un-carnet", f"{quotas.USUAL[What.LOGBOOKS]} en tout"),
        ("ajouter-une-piece", f"{quotas.USUAL[What.ENTRIES_A_DAY]:_} par jour".replace("_", " ")),
        ("fichiers", f"{quotas.USUAL[What.PLACE_BYTES] // quotas.GIGABYTE} Go de fichiers"),
        ("fichiers", f"{quotas.USUAL[What.ACCOUNT_BYTES] // quotas.GIGABYTE} Go en tout"),
        ("partager-un-carnet", f"{shares.MOST_OF_A_LOGBOOK} personnes"),
        ("remettre-un-carnet", f"{handovers.LIFE.days} jours"),
    ],
)
def test_its_numbers_are_those_of_the_code(anchor: str, rule: str) -> None:
    assert rule in said(anchor)


# How it is read


def test_marks_become_labels_and_links() -> None:
    assert pieces("Avec **Valider** : [l'aide](/aide), [plus bas](#bas).") == (
        Piece("Avec "),
        Piece("Valider", is_label=True),
        Piece("\u00a0: "),
        Piece("l’aide", target="/aide"),
        Piece(", "),
        Piece("plus bas", target="#bas"),
        Piece("."),
    )


def test_a_group_is_read_with_its_questions_words_paragraphs_and_lists() -> None:
    (group,) = read(
        "# Titre\n\n## Pourquoi ? {#pourquoi}\nMots : raison\n\nUn.\n\n- Deux.\n- Trois.\n\nFin.\n"
    )
    assert isinstance(group, Group)
    (topic,) = group.topics
    assert (topic.question, topic.anchor) == ("Pourquoi\u202f?", "pourquoi")
    assert topic.more_words == "raison"
    assert [(len(block.lines), block.is_list) for block in topic.answer] == [
        (1, False),
        (2, True),
        (1, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Titre\n\n## Sans ancre\n\nRéponse.",
        "# Titre\n\n## Sans réponse {#x}\n",
        "# Titre\n\n## Question {#x}\nAutre chose\n\nRéponse.",
        "# Titre\nperdu\n\n## Question {#x}\n\nRéponse.",
        "# Titre\n\n## Question {#Majuscule}\n\nRéponse.",
    ],
)
def test_what_cannot_be_read_stops_the_build(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)
