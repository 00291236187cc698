"""The rights of one member, for administrators."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, submit
from ecoapp.components.definition import definition_list
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import Option
from ecoapp.components.links import plain_link
from ecoapp.components.rights_editor import Outcome, rights_editor
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.establishments.frame import standing_badge
from ecoapp.pages.frame import member
from ecoapp.state.establishments import EstablishmentHead
from ecoapp.state.member_rights import MemberRights
from ecoapp.state.rights import GROUPS

WHO = MemberRights.name


def page() -> rx.Component:
    return member(
        rx.el.div(rx.cond(MemberRights.id, _rights(), skeleton()), class_name="wrap stack stack-l")
    )


def _back(label: str) -> rx.Component:
    return back_link(EstablishmentHead.path + "/membres", label)


def _rights() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _back("Membres"),
            rx.el.h1("Gérer les droits de ", WHO),
            rx.el.p(EstablishmentHead.name, class_name="lead"),
            class_name="page-head",
        ),
        rx.el.div(_person(), _form(), class_name="split split-l"),
    )


def _person() -> rx.Component:
    address = plain_link(
        MemberRights.mailbox,
        rx.el.wbr(),
        MemberRights.domain,
        href=f"mailto:{MemberRights.mailbox}{MemberRights.domain}",
    )
    return rx.el.aside(
        rx.el.h2("Le membre", class_name="vh", custom_attrs={"id": "t-qui"}),
        rx.el.div(
            rx.el.p(rx.el.strong(WHO)),
            rx.el.p(MemberRights.job_title, class_name="muted small"),
        ),
        definition_list(
            [
                ("Adresse mail", address),
                ("Membre depuis", MemberRights.since),
                ("Droits actuels", standing_badge(MemberRights.standing)),
            ],
            class_name="dl dl-s",
        ),
        class_name="card card-s stack",
        aria_labelledby="t-qui",
    )


def _form() -> rx.Component:
    revoke = Outcome(
        Option("retirer", "Retirer de l’établissement", "Cette personne n’y aura plus accès."),
        rx.el.p(WHO, " n’aura ", rx.el.strong("plus accès"), " à l’établissement."),
        comes_last=True,
    )
    return rx.el.form(
        error_summary(MemberRights.error_lines, MemberRights.error_title),
        rx.cond(MemberRights.is_last_administrator, _last_administrator()),
        rights_editor(
            GROUPS,
            who=WHO,
            decision=MemberRights.decision,
            permissions=MemberRights.permissions,
            other=revoke,
        ),
        rx.cond(
            MemberRights.is_me,
            rx.el.p(
                typeset("Il s'agit de vos propres droits : vous ne pourrez pas les reprendre."),
                class_name="muted",
            ),
            rx.el.p(
                typeset("Un mail informera cette personne de ce changement."), class_name="muted"
            ),
        ),
        rx.el.p(
            submit("Valider", busy=MemberRights.is_busy),
            _back("Ne rien changer"),
            class_name="cluster actions",
        ),
        on_submit=MemberRights.submit,
        no_validate=True,
        class_name="stack stack-m",
        key=MemberRights.id,
    )


def _last_administrator() -> rx.Component:
    return alert(
        "warn",
        "C’est le seul administrateur.",
        "Nommez-en un autre avant de changer ou de retirer ses droits.",
    )
