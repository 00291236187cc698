"""Step 6: the établissement."""

import reflex as rx

from ecoapp.components.alerts import alert, badge
from ecoapp.components.buttons import button, link_button, submit
from ecoapp.components.definition import definition_list
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import text_area, text_field
from ecoapp.components.icons import icon
from ecoapp.components.operator import OF_OPERATOR
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import wizard
from ecoapp.state.joining import Finding, Joining

SIRET = "SIRET"


def page() -> rx.Component:
    card = rx.el.div(
        rx.match(
            Joining.finding,
            (Finding.KNOWN.value, _known()),
            (Finding.ALREADY_MEMBER.value, _already_member()),
            (Finding.LISTED.value, _listed()),
            (Finding.UNREACHABLE.value, _typed_in(_UNREACHABLE)),
            (Finding.PROTECTED.value, _typed_in(_PROTECTED)),
            _search(),
        ),
        class_name="card stack stack-m",
    )
    return wizard(6, card, signed_in=True)


_UNREACHABLE = typeset(
    "L'annuaire officiel ne répond pas pour l'instant. Saisissez le nom et l'adresse : "
    "ils seront affichés « à vérifier », et contrôlés plus tard."
)
_PROTECTED = typeset(
    "L'identité de cet établissement est protégée : l'annuaire officiel ne la publie pas. "
    "Saisissez son nom et son adresse, ils seront affichés « à vérifier »."
)


def _summary() -> rx.Component:
    return error_summary(Joining.error_lines, Joining.error_title)


def _shown_siret() -> rx.Component:
    """What the form is about goes with it: nothing depends on what the server remembers."""
    return rx.el.input(type="hidden", name="siret", value=Joining.siret, read_only=True)


def _change_siret() -> rx.Component:
    return rx.el.p(
        rx.el.button(
            icon("arrow-left"),
            "Modifier le SIRET",
            type="button",
            on_click=Joining.change_siret,
            class_name="btn btn-quiet btn-s",
        )
    )


def _invited(invitation: rx.Var[list[str]]) -> rx.Component:
    return alert(
        "info",
        invitation[0],
        rx.el.p(link_button("Voir l’invitation", invitation[1], tone="btn-2", small=True)),
    )


def _search() -> rx.Component:
    return rx.el.form(
        _summary(),
        rx.foreach(Joining.invitations, _invited),
        rx.el.h1("Renseignez votre établissement"),
        text_field(
            "siret",
            "SIRET de votre établissement",
            hint=typeset("14 chiffres, avec ou sans espaces. Exemple : 732 829 320 00074"),
            inputmode="numeric",
            value=Joining.typed_siret,
            error=Joining.errors["siret"],
            on_blur=lambda typed: Joining.keep("siret", typed),
        ),
        rx.el.p(submit("Rechercher mon établissement", busy=Joining.is_busy), class_name="actions"),
        rx.el.details(
            rx.el.summary(
                icon("chevron-right"), typeset("Où trouver mon SIRET ?"), class_name="back"
            ),
            rx.el.p(
                "Il figure sur vos factures et devis, sur l’avis de situation Sirene et sur les "
                "bulletins de salaire. Les 9 premiers chiffres désignent l’entreprise, "
                "les 5 derniers l’établissement."
            ),
            class_name="fold",
        ),
        on_submit=Joining.search,
        no_validate=True,
        class_name="stack stack-m",
    )


def _board(*more: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.p(Joining.name, class_name="h3"),
        rx.el.p("SIRET ", Joining.siret, class_name="num"),
        rx.el.p(Joining.address, class_name="muted"),
        *more,
        class_name="board found",
    )


def _known() -> rx.Component:
    return rx.el.div(
        _change_siret(),
        _summary(),
        rx.el.h1(f"Cet établissement est déjà partenaire {OF_OPERATOR}"),
        _board(),
        rx.cond(
            Joining.pending_url,
            _already_asked(),
            rx.cond(
                Joining.refused_until,
                _was_refused(),
                rx.cond(Joining.cancelled_until, _was_cancelled(), _ask()),
            ),
        ),
        class_name="stack stack-m",
    )


def _already_asked() -> rx.Component:
    return rx.fragment(
        alert(
            "info",
            "Vous avez déjà envoyé une demande à cet établissement.",
            "Elle attend la réponse de son administrateur.",
        ),
        rx.el.p(link_button("Suivre ma demande", Joining.pending_url), class_name="actions"),
    )


def _was_refused() -> rx.Component:
    return alert(
        "info",
        "Votre demande à cet établissement a été refusée.",
        rx.el.p("Vous pourrez en envoyer une nouvelle à partir du ", Joining.refused_until, "."),
    )


def _was_cancelled() -> rx.Component:
    return alert(
        "info",
        "Vous avez annulé votre demande à cet établissement.",
        rx.el.p("Vous pourrez en envoyer une nouvelle à partir du ", Joining.cancelled_until, "."),
    )


def _ask() -> rx.Component:
    return rx.el.form(
        _shown_siret(),
        rx.el.div(
            rx.el.h2(typeset("Comment se passe le rattachement ?")),
            rx.el.ol(
                rx.el.li(
                    "L’administrateur de l’établissement reçoit un mail l’informant "
                    "de votre demande."
                ),
                rx.el.li("Il accepte ou refuse votre demande, et choisit vos droits."),
                rx.el.li("Vous recevez un mail avec sa réponse."),
                class_name="numbered list",
            ),
            class_name="stack stack-s",
        ),
        text_area(
            "message",
            "Message à l’administrateur",
            optional=True,
            hint=typeset(
                "Dites-lui qui vous êtes et ce dont vous avez besoin. 500 caractères au plus."
            ),
            value=Joining.message,
            error=Joining.errors["message"],
            on_blur=lambda typed: Joining.keep("message", typed),
            required=False,
        ),
        rx.el.p(
            submit("Envoyer une demande de rattachement", busy=Joining.is_busy),
            class_name="actions",
        ),
        on_submit=Joining.send_request,
        no_validate=True,
        class_name="stack stack-m",
    )


def _already_member() -> rx.Component:
    return rx.el.div(
        _change_siret(),
        rx.el.h1("Vous êtes déjà rattaché à cet établissement"),
        _board(),
        rx.el.p(link_button("Mon espace", "/espace"), class_name="actions"),
        class_name="stack stack-m",
    )


def _you_will_administer() -> rx.Component:
    return alert(
        "info",
        "Vous deviendrez son administrateur.",
        "Vous traiterez les demandes de rattachement de vos collègues et choisirez leurs droits.",
    )


def _create_button() -> rx.Component:
    return rx.el.p(
        submit("Continuer", busy=Joining.is_busy),
        button("Ce n’est pas mon établissement", on_click=Joining.change_siret, tone="btn-quiet"),
        class_name="cluster actions",
    )


def _listed() -> rx.Component:
    details = definition_list(
        [
            (SIRET, Joining.siret),
            ("Adresse", Joining.address),
            ("Activité (code NAF)", Joining.naf),
        ],
        numeric=(SIRET,),
    )
    return rx.el.form(
        _shown_siret(),
        _change_siret(),
        _summary(),
        rx.el.h1(f"Cet établissement n’est pas encore connu {OF_OPERATOR}"),
        rx.el.p(
            "Nous l’avons trouvé dans l’annuaire officiel des entreprises. "
            "Vérifiez ces informations avant de continuer."
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2(Joining.name, class_name="h3", custom_attrs={"id": "t-apercu"}),
                badge("ok", "check", "En activité"),
                class_name="cluster between",
            ),
            details,
            rx.el.p(
                typeset("Source : annuaire officiel des entreprises."), class_name="small muted"
            ),
            class_name="board found",
            aria_labelledby="t-apercu",
        ),
        _you_will_administer(),
        _create_button(),
        on_submit=Joining.create,
        no_validate=True,
        class_name="stack stack-m",
    )


def _typed_in(why: str) -> rx.Component:
    return rx.el.form(
        _shown_siret(),
        _change_siret(),
        _summary(),
        rx.el.h1("Présentez votre établissement"),
        alert("warn", None, why),
        rx.el.p(rx.el.strong("SIRET "), Joining.siret, class_name="num"),
        _kept("name", "Nom de l’établissement", Joining.typed_name, "organization"),
        _kept("street", "Numéro et rue", Joining.street, "street-address"),
        rx.el.div(
            _kept("postal_code", "Code postal", Joining.postal_code, "postal-code", "numeric"),
            _kept("city", "Commune", Joining.city, "address-level2"),
            class_name="cols cols-s",
        ),
        _you_will_administer(),
        _create_button(),
        on_submit=Joining.create,
        no_validate=True,
        class_name="stack stack-m",
    )


def _kept(
    name: str, label: str, value: rx.Var[str], autocomplete: str, inputmode: str | None = None
) -> rx.Component:
    """A field that is kept as soon as it is left."""
    return text_field(
        name,
        label,
        value=value,
        error=Joining.errors[name],
        autocomplete=autocomplete,
        inputmode=inputmode,
        on_blur=lambda typed: Joining.keep(name, typed),
    )
