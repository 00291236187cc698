"""Form fields: label above, hint under the label, error under the hint, then the control.

Controls are uncontrolled: what is typed lives in the browser, `value`, `checked` and `selected`
are only where it starts, and `comportements.js` follows them when the server changes its mind.
The id of a control is its name. It is given as a plain attribute, since Reflex would tie a
reference to every `id` prop.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import reflex as rx

from ecoapp.components.buttons import hidden
from ecoapp.components.icons import Picture, icon, picture

# As much as a handler takes (`state.base`), far more than any rule accepts: what is pasted is cut
# there, so that it can still be sent and its length told.
LONGEST_TYPED = 5_000

Text = str | rx.Var[str]
Words = str | rx.Var[str] | rx.Component


class Option(NamedTuple):
    """One answer of a group of radio cards."""

    value: str
    title: str
    hint: str | None = None
    picture: Picture | None = None


class Choice(NamedTuple):
    """One answer of a drop-down list."""

    value: str
    text: str


def text_field(
    name: str,
    label: Words,
    *,
    error: Text = "",
    hint: Words | None = None,
    optional: bool = False,
    value: Text = "",
    input_type: str = "text",
    autocomplete: str = "off",
    inputmode: str | None = None,
    max_length: int = LONGEST_TYPED,
    read_only: bool = False,
    on_blur: Any = None,
    required: bool = True,
    class_name_extra: str = "",
    below: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """Build a one-line field; `class_name_extra` goes to the input, `below` stays inside."""
    props |= _without_none(input_mode=inputmode, on_blur=on_blur)
    control = rx.el.input(
        type=input_type,
        class_name=f"input {class_name_extra}".strip(),
        auto_complete=autocomplete,
        max_length=max_length,
        **_control(name, error, hint, value=value, required=required and not optional),
        **({"read_only": True} if read_only else {}),
        **props,
    )
    return _field(name, label, control, error=error, hint=hint, optional=optional, below=below)


def text_area(
    name: str,
    label: Words,
    *,
    error: Text = "",
    hint: Words | None = None,
    optional: bool = False,
    value: Text = "",
    rows: int = 4,
    max_length: int = LONGEST_TYPED,
    on_blur: Any = None,
    required: bool = True,
    **props: Any,
) -> rx.Component:
    """Build a field of several lines."""
    props |= _without_none(on_blur=on_blur)
    control = rx.el.textarea(
        class_name="input",
        max_length=max_length,
        rows=rows,
        **_control(name, error, hint, value=value, required=required and not optional),
        **props,
    )
    return _field(name, label, control, error=error, hint=hint, optional=optional)


def select_field(
    name: str,
    label: Words,
    choices: Sequence[Choice | tuple[str, str]],
    *,
    error: Text = "",
    hint: Words | None = None,
    optional: bool = False,
    value: Text = "",
    required: bool = True,
    **props: Any,
) -> rx.Component:
    """Build a drop-down list; it starts anew when `value` changes."""
    control = rx.el.select(
        *[rx.el.option(text, value=choice) for choice, text in choices],
        class_name="input",
        key=value,
        **_control(name, error, hint, value=value, required=required and not optional),
        **props,
    )
    return _field(name, label, control, error=error, hint=hint, optional=optional)


def code_field(
    name: str = "code",
    label: Words = "Code de vérification",
    *,
    error: Text = "",
    hint: Words | None = "6\u00a0chiffres. Vous pouvez le coller en une fois.",
    **props: Any,
) -> rx.Component:
    """Build the field of the six-digit code, which takes whatever is pasted around them."""
    return text_field(
        name,
        label,
        error=error,
        hint=hint,
        autocomplete="one-time-code",
        inputmode="numeric",
        class_name_extra="code",
        **props,
    )


def password_field(
    name: str,
    label: Words,
    *,
    error: Text = "",
    autocomplete: str = "current-password",
    hint: Words | None = None,
    on_change: Any = None,
    described_by: str | None = None,
    below: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """Build a password field that can be shown; `below` (its strength) stays inside the field."""
    control = rx.el.input(
        type="password",
        class_name="input",
        auto_complete=autocomplete,
        auto_capitalize="off",
        spell_check=False,
        max_length=LONGEST_TYPED,
        **_control(name, error, hint, described_by=described_by, required=True),
        **_without_none(on_change=on_change),
        **props,
    )
    shown = rx.el.div(control, _show_button(name), class_name="affix")
    return _field(name, label, shown, error=error, hint=hint, below=below)


def checkbox(
    name: str,
    label: Words,
    *,
    error: Text = "",
    checked: bool | rx.Var[bool] = False,
    hint: Words | None = None,
    on_change: Any = None,
    value: str | None = None,
    required: bool = False,
    **props: Any,
) -> rx.Component:
    """Build one box to tick; unticked it sends nothing, ticked it sends `value` (or “on”)."""
    props |= _without_none(on_change=on_change, value=value)
    control = rx.el.input(
        type="checkbox",
        default_checked=checked,
        **_control(name, error, hint, required=required),
        **props,
    )
    return rx.el.div(
        *_error(name, error),
        rx.el.label(control, rx.el.span(label), class_name="check"),
        *_hint(name, hint),
        class_name=_field_class("field", error),
    )


def radio_cards(
    name: str,
    legend: Words,
    options: Sequence[Option | tuple],
    *,
    selected: Text,
    error: Text = "",
    on_change: Any = None,
    hint: Words | None = None,
) -> rx.Component:
    """Build a group of radio buttons, each on its card; the first one carries the id `name`."""
    cards = [
        _radio_card(name, Option(*option), rank, selected, on_change)
        for rank, option in enumerate(options)
    ]
    introduction = [rx.el.p(hint, class_name="muted", custom_attrs={"id": _hint_id(name)})]
    return rx.el.fieldset(
        rx.el.legend(legend),
        *(introduction if hint is not None else []),
        *_error(name, error),
        *cards,
        class_name=_field_class("choices", error),
        **_described(name, error, hint),
    )


def _radio_card(
    name: str, option: Option, rank: int, selected: Text, on_change: Any
) -> rx.Component:
    """Build one card: the title alone names the button, the hint describes it."""
    card = f"{name}-{rank + 1}"
    title_id, hint_id = f"{card}-titre", f"{card}-aide"
    control = rx.el.input(
        type="radio",
        name=name,
        value=option.value,
        default_checked=selected == option.value,
        custom_attrs={
            "id": card if rank else name,
            "aria-labelledby": title_id,
            **({"aria-describedby": hint_id} if option.hint else {}),
        },
        **_without_none(on_change=on_change),
    )
    words = [rx.el.b(option.title, custom_attrs={"id": title_id})]
    if option.hint:
        words.append(rx.el.span(option.hint, class_name="hint", custom_attrs={"id": hint_id}))
    drawing = [picture(option.picture)] if option.picture else []
    return rx.el.label(control, rx.el.span(*words), *drawing, class_name="choice")


def _show_button(name: str) -> rx.Component:
    """Build the button that shows a password; the style sheet picks which of its words shows."""
    return rx.el.button(
        rx.el.span("Afficher"),
        rx.el.span("Masquer"),
        hidden(" le mot de passe"),
        type="button",
        class_name="btn btn-quiet btn-s",
        aria_pressed="false",
        aria_controls=name,
        data_montre=name,
    )


def _field(
    name: str,
    label: Words,
    control: rx.Component,
    *,
    error: Text,
    hint: Words | None,
    optional: bool = False,
    below: rx.Component | None = None,
) -> rx.Component:
    mention = [" ", rx.el.span("(facultatif)", class_name="opt")] if optional else []
    return rx.el.div(
        rx.el.label(label, *mention, html_for=name),
        *_hint(name, hint),
        *_error(name, error),
        control,
        *([below] if below is not None else []),
        class_name=_field_class("field", error),
    )


def _control(
    name: str,
    error: Text,
    hint: Words | None,
    *,
    value: Text = "",
    required: bool = False,
    described_by: str | None = None,
) -> dict[str, Any]:
    """Gather what every control says about itself."""
    props: dict[str, Any] = {"name": name, "custom_attrs": {"id": name}}
    props |= _described(name, error, hint, described_by)
    if _may_fail(error):
        props["aria_invalid"] = "true" if isinstance(error, str) else rx.cond(error, "true", None)
    if not isinstance(value, str) or value:
        props["default_value"] = value
    if required:
        props["required"] = True
    return props


def _described(
    name: str, error: Text, hint: Words | None, described_by: str | None = None
) -> dict[str, Any]:
    """Tie a control to its hint, to its error while there is one, and to what else is given."""
    quiet = [_hint_id(name)] if hint is not None else []
    more = [described_by] if described_by else []
    without, with_error = " ".join(quiet + more), " ".join([*quiet, _error_id(name), *more])
    if not _may_fail(error):
        return {"aria_describedby": without} if without else {}
    if isinstance(error, str):
        return {"aria_describedby": with_error}
    return {"aria_describedby": rx.cond(error, with_error, without or None)}


def _hint(name: str, hint: Words | None) -> list[rx.Component]:
    if hint is None:
        return []
    return [rx.el.p(hint, class_name="hint", custom_attrs={"id": _hint_id(name)})]


def _error(name: str, error: Text) -> list[rx.Component]:
    if not _may_fail(error):
        return []
    line = rx.el.p(
        icon("circle-alert"),
        rx.el.span(error),
        class_name="error",
        custom_attrs={"id": _error_id(name)},
    )
    return [line if isinstance(error, str) else rx.cond(error, line)]


def _field_class(base: str, error: Text) -> Text:
    if not _may_fail(error):
        return base
    if isinstance(error, str):
        return f"{base} has-error"
    return rx.cond(error, f"{base} has-error", base)


def _may_fail(error: Text) -> bool:
    """Tell whether an error is there or may come: an empty string never will."""
    return not isinstance(error, str) or bool(error)


def _hint_id(name: str) -> str:
    return f"{name}-aide"


def _error_id(name: str) -> str:
    return f"{name}-erreur"


def _without_none(**props: Any) -> dict[str, Any]:
    return {key: value for key, value in props.items() if value is not None}
