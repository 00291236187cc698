"""What the pages have in common."""

import reflex as rx

from ecoapp.components.operator import OPERATOR
from ecoapp.components.shell import Child, common_shell, member_shell, public_shell
from ecoapp.components.steps import signup_steps
from ecoapp.state.viewer import Viewer

PAGE_TITLE_END = f" – Espace Services, {OPERATOR}"


def wizard(
    step: int,
    *card: rx.Component,
    individual: rx.Var[bool] | bool = False,
    finished: bool = False,
    signed_in: bool = False,
) -> rx.Component:
    """A step of the adhesion: the steps beside the card."""
    content = rx.el.div(
        signup_steps(step, individual=individual, finished=finished),
        *card,
        class_name="wrap flow",
    )
    if signed_in:
        return member(content)
    return public_shell(content)


def common(*children: Child) -> rx.Component:
    """A page for all, with the header of whoever is signed in."""
    return common_shell(*children, first_name=Viewer.first_name, unread=Viewer.unread)


def member(content: rx.Component, *, current: str = "") -> rx.Component:
    """A page of somebody who is signed in."""
    return member_shell(
        content, current=current, first_name=Viewer.first_name, unread=Viewer.unread
    )
