"""« Partager le carnet »: inviting somebody, and who has access."""

import reflex as rx

from ecoapp.components.alerts import toast
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.dialogs import confirmation
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import text_field
from ecoapp.components.icons import icon
from ecoapp.components.level_matrix import (
    Matrix,
    applied_preset,
    level_matrix,
    meanings,
    preset_cards,
)
from ecoapp.components.links import plain_link
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.email_field import email_field
from ecoapp.pages.logbooks.frame import open_page
from ecoapp.state.levels import FIELD, LEVELS, PARTS, PRESETS
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.shares import Sharing

MATRIX = Matrix(PARTS, LEVELS, FIELD)
CLOSED = LEVELS[0][0]
MEANINGS = (
    ("Aucun", "La partie reste invisible."),
    ("Lecture", "Consulter et télécharger, sans rien changer."),
    ("Dépôt", "Ajouter des éléments et des fichiers, et ne voir que les siens."),
    ("Écriture", "Tout consulter, ajouter, modifier et mettre de côté."),
)

Row = rx.Var[dict[str, str]]


def page() -> rx.Component:
    content = rx.cond(
        Sharing.is_loaded,
        rx.fragment(
            rx.el.div(
                back_link(LogbookHead.path, LogbookHead.name),
                rx.el.h1("Partager le carnet"),
                rx.el.p(
                    "Invitez un proche ou un professionnel. "
                    "Vous choisissez ce qu’il voit, partie par partie.",
                    class_name="lead",
                ),
                rx.cond(
                    Sharing.live,
                    rx.el.p(plain_link("Voir qui a accès au carnet", href="#acces")),
                ),
                class_name="page-head",
            ),
            toast(Sharing.done, serial=Sharing.done_count),
            rx.el.div(_form(), meanings(MEANINGS), class_name="split"),
            rx.cond(Sharing.live, _who_has_access()),
            rx.cond(Sharing.past, _past()),
        ),
        skeleton(),
    )
    return open_page(content, class_name="wrap stack stack-l")


def _form() -> rx.Component:
    return rx.el.form(
        error_summary(Sharing.error_lines, Sharing.error_title),
        rx.cond(
            Sharing.existing,
            rx.el.p(link_button("Modifier ce partage", Sharing.existing, tone="btn-2")),
        ),
        rx.el.input(type="hidden", name="form", value=Sharing.form, read_only=True),
        rx.el.div(_recipient(), preset_cards(PRESETS), class_name="card stack"),
        rx.el.section(
            rx.el.h2("Ses droits, partie par partie", custom_attrs={"id": "t-droits"}),
            applied_preset(PRESETS),
            levels_error(Sharing.errors["levels"]),
            level_matrix(MATRIX, closed=CLOSED),
            class_name="card stack",
            aria_labelledby="t-droits",
        ),
        rx.el.div(
            last_day(Sharing.errors["ends_on"], today=Sharing.today), class_name="card stack"
        ),
        rx.el.p(
            submit("Envoyer l’invitation", busy=Sharing.is_busy),
            back_link(LogbookHead.path, "Annuler"),
            class_name="cluster actions",
        ),
        on_submit=Sharing.share,
        no_validate=True,
        class_name="stack stack-l",
        # Once it is sent, an empty form.
        key=Sharing.sent_count,
        data_serie=Sharing.sent_count,
    )


def _recipient() -> rx.Component:
    return email_field(
        "email",
        "Adresse mail",
        hint=typeset(
            "La personne reçoit un mail qui dit qui partage, quel carnet et ce qui lui est "
            "ouvert. Sans compte, elle pourra en créer un."
        ),
        error=Sharing.errors["email"],
    )


def levels_error(error: rx.Var[str]) -> rx.Component:
    """What the matrix as a whole was refused for."""
    return rx.cond(
        error,
        rx.el.p(icon("circle-alert"), rx.el.span(error), class_name="error"),
    )


def last_day(
    error: rx.Var[str], *, today: rx.Var[str], value: rx.Var[str] | str = ""
) -> rx.Component:
    """The end of a share."""
    return text_field(
        "ends_on",
        "Date de fin",
        input_type="date",
        optional=True,
        hint="Le dernier jour du partage. Sans date, il dure jusqu’à ce que vous y mettiez fin.",
        value=value,
        error=error,
        min=today,
    )


def _who_has_access() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Partagé avec", custom_attrs={"id": "t-acces"}),
        rx.el.ul(
            rx.foreach(Sharing.live, _live),
            class_name="card rows board",
            # Who has dealt with one goes on with the next.
            data_liste="",
        ),
        class_name="stack",
        aria_labelledby="t-acces",
        custom_attrs={"id": "acces"},
    )


def _live(line: Row) -> rx.Component:
    return rx.el.li(
        person_tile(line),
        rx.el.div(
            rx.el.h3(who(line)),
            rx.cond(line["name"], rx.el.p(*address(line), class_name="muted small")),
            rx.el.p(line["summary"], class_name="small"),
            rx.el.p(line["since"], " ", line["until"], class_name="muted small"),
        ),
        rx.el.div(
            link_button(
                "Modifier",
                line["href"],
                tone="btn-2",
                small=True,
                about=" le partage" + line["about"],
            ),
            confirmation(
                "fin-" + line["id"],
                "Mettre fin au partage",
                typeset("Mettre fin à ce partage ?"),
                rx.el.p(rx.el.strong(who(line))),
                "Cette personne n’aura plus accès au carnet, dès maintenant. "
                "Ce qui y a été déposé y reste.",
                about=line["about"],
                small=True,
                confirm="Oui, mettre fin au partage",
                on_submit=Sharing.end,
                sent={"share": line["id"]},
            ),
            class_name="end",
        ),
        class_name="row",
        key=line["id"],
    )


def who(line: Row) -> rx.Component:
    """Build the name, or the address of who has put nothing into the carnet yet."""
    return rx.cond(line["name"], line["name"], rx.fragment(*address(line)))


def address(line: Row) -> tuple[rx.Component | rx.Var[str], ...]:
    """A long address may break after its @."""
    return line["mailbox"], rx.el.wbr(), line["domain"]


def person_tile(line: Row) -> rx.Component:
    """Initials of the person who is known by name; a letter for an address."""
    return rx.cond(
        line["initials"],
        rx.el.span(line["initials"], class_name="tile", aria_hidden="true"),
        rx.el.span(icon("mail"), class_name="tile"),
    )


def _past() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            icon("chevron-right"),
            rx.el.h2("Partages terminés", class_name="h3"),
            class_name="back",
        ),
        rx.el.ul(rx.foreach(Sharing.past, _ended), class_name="card rows"),
        class_name="fold stack",
    )


def _ended(line: Row) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("clock"), class_name="tile"),
        rx.el.div(rx.el.h3(who(line)), rx.el.p(line["how"], class_name="muted small")),
        class_name="row",
        key=line["id"],
    )
