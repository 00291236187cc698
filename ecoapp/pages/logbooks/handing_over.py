"""« Remettre le carnet à l’acquéreur »."""

import reflex as rx

from ecoapp.components.buttons import submit
from ecoapp.components.icons import Icon, icon
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.email_field import email_field
from ecoapp.pages.logbooks.frame import logbook_page, titled, within
from ecoapp.pages.logbooks.handover import pending_handover
from ecoapp.state.handing_over import HandingOver
from ecoapp.state.logbooks import LogbookHead

_HEADING = typeset("Remettre le carnet à l'acquéreur")
TITLE = titled(LogbookHead.name)
_PARTS = "parts"
_CONSEQUENCES: tuple[tuple[Icon, str], ...] = (
    (
        "key-round",
        "Le carnet devient le sien, avec les parties cochées, telles qu’elles seront ce jour-là. "
        "Vous n’y aurez plus accès, et vous ne pourrez pas revenir en arrière.",
    ),
    (
        "book-open",
        "Ce que vous n’avez pas coché et les pièces mises de côté vous restent, dans un carnet à "
        "vous.",
    ),
    (
        "share-2",
        "Tous les partages du carnet prennent fin. Les personnes concernées en sont informées.",
    ),
    (
        "users",
        "L’historique des pièces remises les suit. L’acquéreur y lira les noms de celles et ceux "
        "qui les ont ajoutées ou modifiées.",
    ),
    ("download", "Vous recevez chacun un récépissé daté, en PDF."),
)


def page() -> rx.Component:
    return logbook_page(
        pending_handover(),
        rx.cond(
            HandingOver.is_loaded,
            rx.cond(
                HandingOver.pending["id"],
                None,
                rx.cond(HandingOver.parts.length() > 0, _form(), _nothing()),
            ),
            skeleton(),
        ),
        crumbs=within(("", _HEADING)),
        head=rx.el.h1(_HEADING),
    )


def _nothing() -> rx.Component:
    return rx.el.p(
        typeset("Ce carnet n'a encore aucune pièce à remettre. Ajoutez-en, puis revenez ici.")
    )


def _form() -> rx.Component:
    return rx.el.form(
        email_field(
            "buyer_email",
            typeset("Adresse mail de l'acquéreur"),
            autocomplete="off",
            hint=typeset(
                "Il recevra un mail, avec ou sans compte. Il aura 30 jours pour répondre."
            ),
            error=HandingOver.errors["buyer_email"],
        ),
        _parts(),
        _consequences(),
        rx.el.p(submit("Envoyer la proposition", HandingOver.is_busy), class_name="actions"),
        on_submit=HandingOver.submit,
        no_validate=True,
        class_name="stack stack-l",
    )


def _parts() -> rx.Component:
    error = HandingOver.errors[_PARTS]
    return rx.el.fieldset(
        rx.el.legend("Ce que vous remettez"),
        rx.el.p(
            typeset(
                "Ce qui parle de vous plutôt que du logement n'est pas coché : regardez ces "
                "parties avant de les remettre. Pensez aux garanties, qui suivent le logement."
            ),
            class_name="muted",
        ),
        rx.cond(
            error,
            rx.el.p(
                icon("circle-alert"),
                rx.el.span(error),
                class_name="error",
                custom_attrs={"id": "parts-erreur"},
            ),
        ),
        rx.foreach(HandingOver.parts, _part),
        rx.cond(
            HandingOver.put_aside,
            rx.el.p(
                typeset("Les pièces mises de côté ne sont jamais remises : "),
                HandingOver.put_aside,
                typeset(" dans ce carnet."),
                class_name="muted",
            ),
        ),
        class_name=rx.cond(error, "choices has-error", "choices"),
        aria_describedby=rx.cond(error, "parts-erreur", None),
    )


def _part(part: rx.Var[dict[str, str]], rank: rx.Var[int]) -> rx.Component:
    """The first box carries the id to which the summary of errors leads."""
    title, hint = part["name"] + "-titre", part["name"] + "-aide"
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=part["name"],
            default_checked=part["ticked"] != "",
            custom_attrs={
                "id": rx.cond(rank == 0, _PARTS, part["name"]),
                "aria-labelledby": title,
                "aria-describedby": hint,
            },
        ),
        rx.el.span(
            rx.el.span(part["label"], custom_attrs={"id": title}),
            rx.el.br(),
            rx.el.span(part["detail"], class_name="hint", custom_attrs={"id": hint}),
        ),
        class_name="check",
        key=part["name"],
    )


def _consequences() -> rx.Component:
    return rx.el.section(
        rx.el.h3(typeset("Si l'acquéreur accepte"), custom_attrs={"id": "t-suites"}),
        rx.el.ul(*[_consequence(*line) for line in _CONSEQUENCES], class_name="stack stack-s"),
        rx.el.p(
            typeset(
                "D'ici là rien ne change : le carnet reste à vous, et vous pouvez annuler la "
                "proposition."
            ),
            class_name="muted",
        ),
        class_name="card card-s stack",
        aria_labelledby="t-suites",
    )


def _consequence(icon_name: Icon, line: str) -> rx.Component:
    return rx.el.li(icon(icon_name), rx.el.span(typeset(line)), class_name="cluster nowrap")
