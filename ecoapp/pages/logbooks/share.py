"""One share: what somebody may see and do, to be changed."""

import reflex as rx

from ecoapp.components.buttons import back_link, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.level_matrix import changes, level_matrix, meanings
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.logbooks.frame import open_page
from ecoapp.pages.logbooks.sharing import MATRIX, MEANINGS, last_day, levels_error
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.shares import ShareDetails


def page() -> rx.Component:
    content = rx.cond(
        ShareDetails.id,
        rx.fragment(
            rx.el.div(
                _back("Partager le carnet"),
                rx.el.h1("Modifier le partage"),
                rx.el.p(
                    rx.cond(ShareDetails.name, ShareDetails.name + ", ", ""),
                    ShareDetails.mailbox,
                    rx.el.wbr(),
                    ShareDetails.domain,
                    class_name="lead",
                ),
                rx.el.p(LogbookHead.name, ". ", ShareDetails.summary, ".", class_name="muted"),
                class_name="page-head",
            ),
            rx.el.div(_form(), meanings(MEANINGS), class_name="split"),
        ),
        skeleton(),
    )
    return open_page(content, class_name="wrap stack stack-l")


def _back(label: str) -> rx.Component:
    return back_link(LogbookHead.path + "/partages", label)


def _form() -> rx.Component:
    return rx.el.form(
        error_summary(ShareDetails.error_lines, ShareDetails.error_title),
        rx.el.input(type="hidden", name="share", value=ShareDetails.id, read_only=True),
        rx.el.section(
            rx.el.h2("Ses droits, partie par partie", custom_attrs={"id": "t-droits"}),
            levels_error(ShareDetails.errors["levels"]),
            level_matrix(MATRIX, starts=ShareDetails.levels),
            class_name="card stack",
            aria_labelledby="t-droits",
        ),
        rx.el.div(
            last_day(
                ShareDetails.errors["ends_on"],
                today=ShareDetails.today,
                value=ShareDetails.ends_on,
            ),
            class_name="card stack",
        ),
        changes(MATRIX, starts=ShareDetails.levels, unchanged=ShareDetails.unchanged),
        rx.el.p("Un mail informera cette personne de ce changement.", class_name="muted"),
        rx.el.p(
            submit("Enregistrer", busy=ShareDetails.is_busy),
            _back("Ne rien changer"),
            class_name="cluster actions",
        ),
        on_submit=ShareDetails.submit,
        no_validate=True,
        class_name="stack stack-m",
        key=ShareDetails.id,
    )
