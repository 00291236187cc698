"""« Vos notifications »."""

import reflex as rx

from ecoapp.components.alerts import empty_state
from ecoapp.components.buttons import button, hidden, link_button
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import NBSP
from ecoapp.pages.frame import member
from ecoapp.state.inbox import PATH, Inbox

ALL, UNREAD, TO_HANDLE = "toutes", "non-lues", "a-traiter"


def page() -> rx.Component:
    content = rx.el.div(
        _head(),
        error_summary(Inbox.error_lines, Inbox.error_title),
        _filters(),
        rx.cond(Inbox.is_loaded, _lists(), skeleton()),
        class_name="wrap stack stack-l",
    )
    return member(content, current="notifications")


def opening() -> rx.Component:
    """Shown while one is marked as read: a link here works by keyboard, and in another tab too."""
    content = rx.el.div(
        rx.el.h1("Vos notifications"),
        error_summary(Inbox.error_lines, Inbox.error_title),
        skeleton(),
        class_name="wrap stack stack-l",
    )
    return member(content, current="notifications")


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1("Vos notifications"),
            rx.el.p(Inbox.status, class_name="lead", role="status"),
            class_name="stack stack-s",
        ),
        button(
            "Tout marquer comme lu",
            on_click=Inbox.mark_all_read,
            icon_name="check",
            small=True,
            aria_disabled=rx.cond(Inbox.unread_count == "0", "true", None),
        ),
        class_name="cluster between",
    )


def _filters() -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            _filter(ALL, "Toutes", Inbox.all_count, PATH),
            _filter(UNREAD, "Non lues", Inbox.unread_count, f"{PATH}?filtre={UNREAD}"),
            _filter(TO_HANDLE, "À traiter", Inbox.to_handle_count, f"{PATH}?filtre={TO_HANDLE}"),
        ),
        class_name="tabs",
        aria_label="Filtrer les notifications",
    )


def _filter(word: str, label: str, count: rx.Var[str], href: str) -> rx.Component:
    return rx.el.li(
        link(
            label,
            " ",
            rx.el.span(count, class_name="muted"),
            href=href,
            aria_current=rx.cond(Inbox.only == word, "true", None),
        )
    )


def _lists() -> rx.Component:
    shown = Inbox.today.length() + Inbox.this_week.length() + Inbox.earlier.length()
    return rx.fragment(
        rx.cond(shown > 0, rx.fragment(), _nothing()),
        _group("t-jour", "Aujourd’hui", Inbox.today),
        _group("t-semaine", "Ces sept derniers jours", Inbox.this_week),
        _group("t-avant", "Plus anciennes", Inbox.earlier),
        _pager(),
    )


def _nothing() -> rx.Component:
    return rx.match(
        Inbox.only,
        (UNREAD, _empty("Tout est lu", "Vous n’avez aucune notification non lue.")),
        (TO_HANDLE, _empty("Rien à traiter", "Personne n’attend de réponse de votre part.")),
        _empty(
            "Aucune notification",
            "Vos demandes, leurs réponses et ce qui change dans vos établissements s’afficheront "
            "ici.",
            link_button("Mon espace", "/espace", tone="btn-2"),
        ),
    )


def _empty(title: str, text: str, *actions: rx.Component) -> rx.Component:
    return empty_state(title, text, *actions, is_section=True)


def _group(heading_id: str, title: str, rows: rx.Var[list[dict[str, str]]]) -> rx.Component:
    section = rx.el.section(
        rx.el.h2(title, custom_attrs={"id": heading_id}),
        rx.el.ul(rx.foreach(rows, _row), class_name="card rows", data_liste=""),
        class_name="stack",
        aria_labelledby=heading_id,
    )
    return rx.cond(rows.length() > 0, section, rx.fragment())


def _row(row: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(row["icon"]), class_name="tile " + row["tone"]),
        rx.el.div(
            rx.el.h3(
                rx.cond(row["unread"], hidden(f"Non lue{NBSP}: "), rx.fragment()),
                rx.cond(row["manages"], row["title"], link(row["title"], href=row["url"])),
            ),
            rx.cond(row["detail"], rx.el.p(row["detail"], class_name="muted small"), rx.fragment()),
            rx.el.p(rx.el.time(row["told"], date_time=row["at"]), class_name="muted small"),
        ),
        rx.el.div(
            rx.cond(
                row["manages"],
                link_button("Gérer les droits", row["url"], about=row["about"]),
                rx.fragment(),
            ),
            button(
                "Marquer comme " + row["wanted"],
                on_click=Inbox.mark(row["id"], row["wanted"]),
                about=f"{NBSP}: " + row["title"],
                tone="btn-quiet",
                small=True,
            ),
            class_name="end",
        ),
        class_name=rx.cond(row["unread"], "row new", "row"),
        key=row["id"],
    )


def _pager() -> rx.Component:
    newer = rx.cond(Inbox.newer_url, link("Plus récentes", href=Inbox.newer_url), rx.fragment())
    older = rx.cond(Inbox.older_url, link("Plus anciennes", href=Inbox.older_url), rx.fragment())
    return rx.cond(
        Inbox.newer_url + Inbox.older_url,
        rx.el.nav(newer, older, class_name="pager", aria_label="Pages de notifications"),
        rx.fragment(),
    )
