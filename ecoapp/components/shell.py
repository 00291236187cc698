"""The frame of every page: skip link, header, navigation, content, footer."""

from typing import Literal

import reflex as rx

from ecoapp.components.browser_needs import browser_needs
from ecoapp.components.icons import Icon, brand_mark, icon
from ecoapp.components.links import link, plain_link
from ecoapp.components.native_form import native_form
from ecoapp.components.operator import OF_OPERATOR, OPERATOR
from ecoapp.components.typography import typeset

Child = rx.Component | rx.Var | str
Place = Literal["espace", "etablissements", "notifications", ""]


def public_shell(*children: Child, offers_login: bool = True) -> rx.Component:
    """Frame a page anyone may read; `children` go straight into `main`."""
    return _frame(_public_navigation(offers_login=offers_login), *children, home="/")


def _public_navigation(*, offers_login: bool) -> rx.Component:
    entries = [rx.el.li(link(icon("circle-question-mark"), "Aide", href="/aide"))]
    if offers_login:
        login = link(icon("log-in"), "Se connecter", href="/connexion", full_load=True)
        entries.append(rx.el.li(login))
    return rx.el.nav(
        rx.el.ul(*entries),
        class_name="nav",
        aria_label="Aide et connexion" if offers_login else "Aide",
    )


def common_shell(
    *children: Child, first_name: rx.Var[str], unread: rx.Var[int] | int = 0
) -> rx.Component:
    """Frame a page anyone may read, as whoever is logged in is used to; `first_name`: if any is."""
    is_logged_in = first_name != ""
    navigation = rx.cond(
        is_logged_in,
        _member_navigation("", first_name, unread),
        _public_navigation(offers_login=True),
    )
    return _frame(navigation, *children, home=rx.cond(is_logged_in, "/espace", "/"))


def member_shell(
    *children: Child,
    current: Place = "",
    first_name: rx.Var[str] | str,
    unread: rx.Var[int] | int = 0,
) -> rx.Component:
    """Frame a page of someone who is logged in; `current` is the entry the page belongs to.

    `unread`: how many notifications; 100 stands for more than 99.
    """
    return _frame(_member_navigation(current, first_name, unread), *children, home="/espace")


def _member_navigation(
    current: Place, first_name: rx.Var[str] | str, unread: rx.Var[int] | int
) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            _entry("espace", current, "house", "Mon espace", href="/espace"),
            _entry(
                "etablissements",
                current,
                "building-2",
                "Vos établissements",
                href="/espace#etablissements",
            ),
            _entry(
                "notifications",
                current,
                "bell",
                "Vos notifications",
                _unread(unread),
                href="/notifications",
            ),
            rx.el.li(_account_menu(first_name)),
        ),
        class_name="nav nav-app",
        aria_label="Navigation principale",
    )


def _frame(
    navigation: rx.Component | rx.Var, *children: Child, home: str | rx.Var[str]
) -> rx.Component:
    brand = link(
        brand_mark(),
        rx.el.span(rx.el.b("Espace Services"), OPERATOR),
        href=home,
        class_name="brand",
    )
    return rx.fragment(
        plain_link("Aller au contenu", href="#contenu", class_name="btn skip"),
        rx.el.header(rx.el.div(brand, navigation, class_name="wrap"), class_name="header"),
        rx.el.main(*browser_needs(), *children, tab_index=-1, custom_attrs={"id": "contenu"}),
        _footer(),
    )


def _entry(
    place: Place, current: Place, icon_name: Icon, label: str, *more: rx.Component, href: str
) -> rx.Component:
    props = {"aria_current": "page"} if place == current else {}
    return rx.el.li(link(icon(icon_name), label, *more, href=href, **props))


def _unread(count: rx.Var[int] | int) -> rx.Component:
    """The count for the eyes, and a sentence for the ears, which hear it when it changes."""
    shown = rx.cond(count > 99, "99+", count)
    sentence = [" ", shown, rx.cond(count > 1, " non lues", " non lue")]
    return rx.fragment(
        rx.cond(count > 0, rx.el.span(shown, class_name="count", aria_hidden="true")),
        rx.el.span(rx.cond(count > 0, rx.fragment(*sentence)), class_name="vh", aria_live="polite"),
    )


def _account_menu(first_name: rx.Var[str] | str) -> rx.Component:
    leave = native_form(
        rx.el.button(icon("log-out"), "Se déconnecter", type="submit"), action="/deconnexion"
    )
    name = (
        first_name
        if isinstance(first_name, str)
        else rx.cond(first_name, first_name, "Votre compte")
    )
    return rx.el.details(
        rx.el.summary(icon("circle-user-round"), rx.el.span(name)),
        rx.el.ul(
            rx.el.li(link(icon("circle-question-mark"), "Aide", href="/aide")),
            rx.el.li(leave),
        ),
        class_name="menu",
    )


def _footer() -> rx.Component:
    columns = rx.el.div(
        _footer_column(
            typeset("Besoin d'aide ?"),
            ("Consultez les questions et réponses", "/aide"),
            ("Écrivez-nous via notre formulaire de contact", "/contact"),
        ),
        _footer_column(
            "Vos droits",
            ("Données personnelles", "/donnees-personnelles"),
            ("Accessibilité", "/accessibilite"),
        ),
        class_name="cols",
    )
    base = rx.el.ul(
        rx.el.li(f"Espace Services, un service {OF_OPERATOR}"),
        rx.el.li(link("Mentions légales", href="/mentions-legales")),
        # Where `paris_hours.js` finds that it matters.
        rx.el.li("Les heures affichées sont à l’heure de Paris.", class_name="heures-de-paris"),
        class_name="cluster base",
    )
    return rx.el.footer(rx.el.div(columns, base, class_name="wrap"), class_name="footer")


def _footer_column(title: str, *entries: tuple[str, str]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title),
        rx.el.ul(*[rx.el.li(link(label, href=href)) for label, href in entries]),
    )
