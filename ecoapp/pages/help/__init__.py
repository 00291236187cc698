"""« Besoin d’aide ? »: questions and answers, searched and opened by `assets/aide.js`.

All of it is written into this page alone, and into no var: no other page grows by it.
"""

import reflex as rx

from ecoapp.components.alerts import empty_state
from ecoapp.components.buttons import link_button
from ecoapp.components.fields import text_field
from ecoapp.components.icons import icon
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import common
from ecoapp.pages.help.topics import Block, Group, Topic, groups
from ecoapp.pages.marked_text import shown


def page() -> rx.Component:
    content = rx.el.div(
        rx.el.h1(typeset("Besoin d'aide ?")),
        _search(),
        *[_group(number, group) for number, group in enumerate(groups(), start=1)],
        rx.el.div(_nothing_found(), data_aide_vide="", custom_attrs={"hidden": True}),
        rx.el.div(_not_found(), data_aide_suite=""),
        rx.el.script(src="/aide.js", async_=True),
        class_name="wrap stack stack-l",
        data_aide="",
    )
    return common(content)


def _search() -> rx.Component:
    return rx.el.div(
        text_field(
            "q",
            typeset("Rechercher dans l'aide"),
            input_type="search",
            hint=typeset("Quelques mots suffisent, avec ou sans accents. Exemple : code, SIRET"),
            max_length=200,
            required=False,
        ),
        rx.el.p(role="status", class_name="muted"),
        role="search",
        class_name="card card-s stack stack-s",
    )


def _group(number: int, group: Group) -> rx.Component:
    # The outer element is the one that the search hides: a class would show it all the same.
    title_id = f"t-{number}"
    return rx.el.div(
        rx.el.section(
            rx.el.h2(group.title, custom_attrs={"id": title_id}),
            *[_topic(topic) for topic in group.topics],
            class_name="stack stack-s",
            aria_labelledby=title_id,
        ),
        data_groupe="",
    )


def _topic(topic: Topic) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(icon("chevron-right"), class_name="tile"),
            rx.el.h3(topic.question),
            class_name="cluster nowrap",
        ),
        rx.el.div(*[_block(block) for block in topic.answer], class_name="found sub"),
        class_name="fold card card-s",
        data_mots=topic.more_words,
        custom_attrs={"id": topic.anchor},
    )


def _block(block: Block) -> rx.Component:
    if block.is_list:
        return rx.el.ul(
            *[rx.el.li(*shown(line)) for line in block.lines], class_name="stack stack-s"
        )
    return rx.el.p(*shown(block.lines[0]))


def _nothing_found() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Résultat de votre recherche", class_name="vh"),
        empty_state(
            "Aucune réponse",
            typeset("Essayez d'autres mots, ou posez-nous la question : nous répondons par mail."),
            link_button("Écrivez-nous", "/contact"),
        ),
    )


def _not_found() -> rx.Component:
    return rx.el.section(
        rx.el.h2(typeset("Votre question n'est pas là ?")),
        rx.el.p(
            link_button("Écrivez-nous", "/contact", tone="btn-2", icon_name="mail"),
            class_name="actions",
        ),
        class_name="stack",
    )
