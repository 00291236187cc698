"""The steps of joining: plies laid one by one."""

import reflex as rx

from ecoapp.components.buttons import hidden
from ecoapp.components.operator import OPERATOR
from ecoapp.components.typography import NBSP

STEPS = ("Adresse mail", "Structure", "Informations", "Mot de passe", "Code", "Établissement")


def signup_steps(
    current: int, individual: rx.Var[bool] | bool = False, finished: bool = False
) -> rx.Component:
    """Show where the person is in the six steps (five for an individual, who has no SIRET)."""
    return rx.el.div(
        rx.el.p(
            rx.el.strong(f"Adhérez à {OPERATOR}"),
            rx.el.br(),
            rx.el.span(_position(current, individual, finished), class_name="muted"),
        ),
        rx.el.ol(
            *[_step(number, current, finished) for number in range(1, len(STEPS))],
            _last_step(current, individual, finished),
            aria_label="Étapes de votre adhésion",
        ),
        class_name="steps",
    )


def _position(current: int, individual: rx.Var[bool] | bool, finished: bool) -> str | rx.Var[str]:
    name = "adhésion terminée" if finished else STEPS[current - 1]

    def sentence(total: int) -> str:
        return f"Étape {total if finished else current} sur {total}{NBSP}: {name}"

    short, full = sentence(len(STEPS) - 1), sentence(len(STEPS))
    if isinstance(individual, bool):
        return short if individual else full
    return rx.cond(individual, short, full)


def _step(number: int, current: int, finished: bool) -> rx.Component:
    name = STEPS[number - 1]
    if finished or number < current:
        done = hidden(f"{NBSP}: étape terminée")
        return rx.el.li(rx.el.span(name, done), class_name="done", data_n=str(number))
    if number == current:
        return rx.el.li(rx.el.span(name), aria_current="step", data_n=str(number))
    return rx.el.li(rx.el.span(name), data_n=str(number))


def _last_step(current: int, individual: rx.Var[bool] | bool, finished: bool) -> rx.Component:
    if isinstance(individual, bool) and individual:
        return rx.fragment()
    step = _step(len(STEPS), current, finished)
    return step if isinstance(individual, bool) else rx.cond(individual, rx.fragment(), step)
