"""Pages of text: personal data, legal notice, accessibility."""

from collections.abc import Callable

import reflex as rx

from ecoapp.components.operator import OF_OPERATOR
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import common
from ecoapp.pages.marked_text import pieces, shown


def _text_page(title: str, *sections: tuple[str, str]) -> Callable[[], rx.Component]:
    def page() -> rx.Component:
        return common(
            rx.el.div(
                rx.el.h1(typeset(title)),
                *[
                    rx.el.section(
                        rx.el.h2(typeset(heading)),
                        rx.el.p(*shown(pieces(text))),
                        class_name="stack",
                    )
                    for heading, text in sections
                ],
                class_name="wrap stack stack-l",
            )
        )

    return page


PERSONAL_DATA = _text_page(
    "Données personnelles",
    (
        "Ce que nous gardons de vous",
        "Votre adresse mail, votre prénom, votre nom, votre fonction, votre numéro de téléphone, "
        "et une empreinte de votre mot de passe, jamais le mot de passe lui-même. Pour chaque "
        "connexion : sa date, et le nom que votre navigateur se donne. L'adresse internet d'où "
        "vous venez est comptée une heure au plus, pour freiner les essais répétés.",
    ),
    (
        "Ce que vous faites dans un établissement",
        "Vos demandes de rattachement avec leur message, les réponses avec leur motif, les "
        "invitations, vos droits et leurs changements ; vos notifications ; ce que vous saisissez "
        "dans les rubriques et les fichiers que vous y déposez. À chaque fois sont gardés votre "
        "nom et la date : l'historique d'un établissement doit rester lisible.",
    ),
    (
        "Ce que contiennent vos carnets",
        "Les pièces et les fichiers que vous et les personnes choisies y déposez. Un fichier est "
        "gardé tel quel : une photo peut dire où elle a été prise ; son aperçu, non. Avec qui vous "
        "partagez, ce que vous ouvrez, jusqu'à quand, y compris pour les partages terminés. "
        "L'adresse mail d'un tiers, d'un invité ou d'un acquéreur, même sans compte. À côté de "
        "chaque pièce, qui a fait quoi, et quand. De l'adresse secrète de votre calendrier, une "
        "empreinte et sa date. Pour chaque remise : les noms et adresses mail du vendeur et de "
        "l'acquéreur, les parties remises, le nombre de pièces et de fichiers, la date et une "
        "empreinte, dont le récépissé est fait.",
    ),
    (
        "Ce que vous nous écrivez",
        "Les messages du formulaire de contact, avec le nom et l'adresse mail que vous y donnez. "
        "Ils servent à vous répondre. Nous gardons aussi les mails que nous vous envoyons, sauf "
        "les codes et les liens secrets, effacés dès que le mail est parti.",
    ),
    (
        "Qui les voit",
        "Les administrateurs d'un établissement voient les demandes qui lui sont faites, avec le "
        "nom, la fonction, l'adresse mail et le numéro de téléphone de la personne, et les droits "
        "de ses membres. Ses membres voient ce qui est dans ses rubriques. Notre équipe voit les "
        "demandes des établissements sans administrateur et les messages de contact ; elle peut "
        "rechercher un compte ou un établissement pour vous aider.",
    ),
    (
        "Qui voit un carnet",
        "Son propriétaire ; les personnes avec qui il le partage, dans les parties qu'il leur "
        "ouvre ; tant qu'il n'est pas accepté, la personne qui le prépare. Son destinataire en "
        "voit d'abord le nom et le nombre de pièces. À la vente, l'acquéreur reçoit les parties "
        "choisies avec leur historique, jamais la liste des partages. Le vendeur et l'acquéreur "
        "ont le récépissé. Qui connaît l'adresse de votre calendrier lit vos échéances. Aucune "
        "page de notre équipe n'ouvre un carnet ; qui entretient le serveur pourrait techniquement "
        "lire ce qui y est enregistré.",
    ),
    (
        "Pourquoi",
        "Pour gérer votre compte, vos rattachements et vos carnets, avec votre consentement, donné "
        "à l'adhésion et conservé avec ses termes et sa date ; pour répondre à vos messages. "
        "L'adresse mail qu'on nous donne d'une autre personne sert à lui écrire au sujet de ce "
        "carnet ou de cet établissement, et à le lui ouvrir.",
    ),
    (
        "Combien de temps",
        "Une adhésion inachevée est effacée après 24 heures, la copie d'un mail après 90 jours. "
        "Une demande sans réponse expire après 30 jours, et reste dans l'historique. Le reste se "
        "garde tant que vous avez un compte ou que l'établissement utilise le service. Un message "
        "de contact se garde jusqu'à ce que vous en demandiez l'effacement.",
    ),
    (
        "Combien de temps, pour un carnet",
        "Un carnet se garde jusqu'à ce que son propriétaire, ou qui le prépare, le supprime ou "
        "fasse effacer son compte : pièces, fichiers et partages disparaissent alors. Le temps "
        "seul n'en supprime aucun, même préparé et resté sans réponse. Un carnet décliné est "
        "effacé aussitôt. Ce qui est envoyé pour être importé, sans devenir un carnet, est effacé "
        "en deux jours au plus. "
        "L'adresse d'un calendrier se garde jusqu'à ce que vous la renouveliez ou la supprimiez. "
        "Le récépissé d'une remise reste, même quand le carnet est supprimé ou un compte fermé.",
    ),
    (
        "Un seul cookie",
        "Il maintient votre connexion, 12 heures ou 30 jours si vous cochez « Rester connecté », "
        "et relie votre adhésion à votre navigateur. Ce que vous tapez dans un formulaire reste "
        "dans l'onglet jusqu'à son envoi ou votre déconnexion, et n'est rendu qu'à vous. "
        "Rien ne sert à mesurer ce que vous faites, et nous ne "
        "donnons rien à d'autres.",
    ),
    (
        "Vos droits",
        "Vous pouvez consulter, corriger ou faire effacer ce que nous gardons de vous : "
        "[écrivez-nous](/contact?sujet=donnees). Si notre réponse ne vous convient pas, vous "
        "pouvez saisir la [CNIL](https://www.cnil.fr/fr/plaintes).",
    ),
)

LEGAL = _text_page(
    "Mentions légales",
    (
        "Éditeur",
        f"Espace Services est un service {OF_OPERATOR}. Pour nous joindre : "
        "[le formulaire de contact](/contact).",
    ),
    (
        "Sources",
        "Les noms et adresses des établissements viennent de l'annuaire officiel des entreprises "
        "([Annuaire des entreprises](https://annuaire-entreprises.data.gouv.fr)), sauf ceux que "
        "leurs membres ont saisis ou corrigés.",
    ),
    (
        "Ce que déposent les membres",
        "Les textes et les fichiers des rubriques sont ceux des établissements ; seuls leurs "
        "membres y ont accès. Ceux d'un carnet numérique sont à son propriétaire ; seules les "
        "personnes qu'il a choisies y ont accès.",
    ),
)

ACCESSIBILITY = _text_page(
    "Accessibilité",
    (
        "Notre engagement",
        "L'Espace Services s'utilise au clavier, avec un lecteur d'écran, en grands caractères et "
        "sur un petit écran. Nous visons la conformité au RGAA ; aucun audit extérieur ne l'a "
        "encore mesurée.",
    ),
    (
        "Ce que nous vérifions",
        "Un outil automatique contrôle chaque page, en clair et en sombre, sur grand et petit "
        "écran. Les parcours se font aussi au clavier seul. Les fichiers déposés par les "
        "membres, eux, ne sont pas contrôlés.",
    ),
    (
        "Un obstacle ?",
        "[Dites-le-nous](/contact?sujet=accessibilite) : nous répondons et nous corrigeons. Sans "
        "réponse satisfaisante, vous pouvez saisir le "
        "[Défenseur des droits](https://www.defenseurdesdroits.fr).",
    ),
)


PAGES = (
    ("/donnees-personnelles", "Données personnelles", PERSONAL_DATA),
    ("/mentions-legales", "Mentions légales", LEGAL),
    ("/accessibilite", "Accessibilité", ACCESSIBILITY),
)
