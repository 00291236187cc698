"""« Membres »: who belongs to an établissement, who waits, what happened."""

import reflex as rx

from ecoapp.components.alerts import alert, live_alert, toast
from ecoapp.components.buttons import button, hidden, link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.typography import typeset
from ecoapp.pages.establishments.frame import MEMBERS, establishment_page, standing_badge
from ecoapp.pages.establishments.inviting import expired_invitations, invitations, inviting
from ecoapp.pages.establishments.vacancy import vacancy
from ecoapp.state.members import Members

Row = rx.Var[dict[str, str]]


def page() -> rx.Component:
    return establishment_page(
        error_summary(Members.error_lines, Members.error_title),
        live_alert("info", Members.told),
        toast(Members.notice),
        rx.cond(
            Members.is_loaded,
            rx.fragment(
                rx.cond(Members.is_vacant, vacancy()),
                rx.cond(Members.requests.length() > 0, _requests()),
                _members(),
                rx.cond(
                    Members.may_manage,
                    rx.fragment(
                        rx.cond(Members.invitations.length() > 0, invitations()),
                        rx.cond(Members.expired.length() > 0, expired_invitations()),
                        inviting(),
                        _history(),
                    ),
                ),
                _leave(),
            ),
        ),
        current=MEMBERS,
    )


def _requests() -> rx.Component:
    title = rx.cond(Members.requests.length() > 1, "Demandes en attente", "Demande en attente")
    return rx.el.section(
        rx.el.h2(title, custom_attrs={"id": "t-attente"}),
        rx.el.ul(rx.foreach(Members.requests, _request), class_name="card rows board"),
        class_name="stack",
        aria_labelledby="t-attente",
    )


def _request(line: Row) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["initials"], class_name="tile", aria_hidden="true"),
        rx.el.div(rx.el.h3(line["name"]), rx.el.p(line["detail"], class_name="muted small")),
        rx.el.div(
            link_button("Gérer les droits", line["href"], about=line["about"]),
            class_name="end",
        ),
        class_name="row",
    )


def _members() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Membres", custom_attrs={"id": "t-membres"}),
        rx.el.div(
            rx.el.table(
                rx.el.caption(Members.caption),
                rx.el.thead(_column_titles(), role="rowgroup"),
                rx.el.tbody(rx.foreach(Members.rows, _member), role="rowgroup"),
                class_name="table",
                role="table",
            ),
            class_name="card",
        ),
        _further(),
        class_name="stack",
        aria_labelledby="t-membres",
    )


def _column_titles() -> rx.Component:
    titles: list[str | rx.Component] = ["Nom", "Fonction", "Droits", "Membre depuis"]
    return rx.el.tr(
        *[rx.el.th(title, role="columnheader", scope="col") for title in titles],
        rx.cond(Members.may_manage, rx.el.th(hidden("Action"), role="columnheader", scope="col")),
        role="row",
    )


def _member(line: Row) -> rx.Component:
    return rx.el.tr(
        rx.el.th(_name(line), role="rowheader", scope="row"),
        rx.el.td(line["job_title"], role="cell", data_l="Fonction"),
        rx.el.td(standing_badge(line["standing"]), role="cell", data_l="Droits"),
        rx.el.td(rx.el.span(line["since"], class_name="num"), role="cell", data_l="Membre depuis"),
        rx.cond(Members.may_manage, rx.el.td(_action(line), role="cell")),
        role="row",
    )


def _name(line: Row) -> rx.Component:
    address = rx.el.span(line["mailbox"], rx.el.wbr(), line["domain"], class_name="opt small")
    return rx.el.span(
        rx.el.span(line["initials"], class_name="tile", aria_hidden="true"),
        rx.el.span(
            line["name"],
            rx.cond(line["me"], rx.fragment(" ", rx.el.span("(vous)", class_name="opt"))),
            rx.cond(line["domain"], rx.fragment(rx.el.br(), address)),
        ),
        class_name="cluster nowrap",
    )


def _action(line: Row) -> rx.Component:
    return rx.cond(
        line["alone"],
        rx.el.span("Seul administrateur", class_name="muted small"),
        link_button(
            "Gérer les droits", line["href"], tone="btn-2", small=True, about=line["about"]
        ),
    )


def _further() -> rx.Component:
    first = button(
        "Revenir au début", on_click=Members.show_members(""), tone="btn-quiet", small=True
    )
    more = button(
        "Voir la suite",
        on_click=Members.show_members(Members.next_members),
        small=True,
        about=" des membres",
    )
    return _pages(first, more, is_first=~Members.is_further, has_more=Members.next_members != "")


def _pages(
    first: rx.Component, more: rx.Component, *, is_first: rx.Var, has_more: rx.Var
) -> rx.Component:
    return rx.cond(
        is_first & ~has_more,
        rx.fragment(),
        rx.el.p(rx.cond(is_first, None, first), rx.cond(has_more, more), class_name="cluster"),
    )


def _history() -> rx.Component:
    newest = button(
        "Revenir au plus récent", on_click=Members.show_history(""), tone="btn-quiet", small=True
    )
    more = button(
        "Voir la suite",
        on_click=Members.show_history(Members.next_history),
        small=True,
        about=typeset(" de l'historique"),
    )
    return rx.el.section(
        rx.el.h2("Historique", custom_attrs={"id": "t-historique"}),
        rx.cond(
            Members.history.length() > 0,
            rx.el.ul(rx.foreach(Members.history, _event), class_name="card rows"),
            rx.el.p("Rien n’a encore changé ici.", class_name="muted"),
        ),
        _pages(newest, more, is_first=~Members.is_older, has_more=Members.next_history != ""),
        class_name="stack",
        aria_labelledby="t-historique",
    )


def _event(line: Row) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("clock"), class_name="tile"),
        rx.el.div(
            rx.el.p(line["sentence"]),
            rx.cond(line["note"], rx.el.p(line["note"], class_name="muted small")),
        ),
        rx.el.div(rx.el.span(line["when"], class_name="muted small num"), class_name="end"),
        class_name="row",
    )


def _leave() -> rx.Component:
    """Unfolding it is the first step, the red button the second."""
    return rx.el.details(
        rx.el.summary(icon("chevron-right"), "Quitter l’établissement", class_name="back"),
        rx.el.div(
            alert(
                "warn",
                typeset("Quitter cet établissement ?"),
                rx.el.p(
                    rx.cond(
                        Members.is_vacant,
                        "Vous n’y aurez plus accès.",
                        "Vous n’y aurez plus accès, et ses administrateurs en seront informés.",
                    )
                ),
                rx.el.p("Pour revenir, il faudra envoyer une nouvelle demande."),
            ),
            rx.el.form(
                rx.el.p(
                    submit("Oui, quitter l’établissement", tone="btn-danger"),
                    class_name="actions",
                ),
                on_submit=Members.leave,
            ),
            class_name="stack",
        ),
        class_name="fold",
    )
