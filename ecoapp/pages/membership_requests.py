"""A request: its tracking for who sent it, « Gérer les droits » for who decides."""

import reflex as rx

from ecoapp.components.alerts import alert, badge
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.operator import OF_OPERATOR
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import NBSP, typeset
from ecoapp.pages.frame import member
from ecoapp.pages.request_decision import decision
from ecoapp.state.membership_requests import PENDING, RequestDecision, RequestTracking


def page() -> rx.Component:
    is_to_decide = RequestTracking.may_decide & (RequestTracking.status == PENDING)
    content = rx.el.div(
        rx.cond(
            RequestTracking.is_loaded,
            rx.cond(is_to_decide, decision(), _tracking()),
            skeleton(),
        ),
        class_name="wrap stack stack-l",
    )
    return member(content)


def _tracking() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1(
                rx.cond(
                    RequestTracking.is_mine,
                    rx.cond(
                        RequestTracking.asks_to_administer,
                        "Votre demande pour devenir administrateur",
                        "Votre demande de rattachement",
                    ),
                    rx.cond(
                        RequestTracking.asks_to_administer,
                        RequestTracking.requester_name
                        + " demande à administrer "
                        + RequestTracking.establishment_name,
                        "Demande de rattachement de " + RequestTracking.requester_name,
                    ),
                )
            ),
            rx.el.p(RequestTracking.establishment_name, class_name="lead"),
            class_name="page-head",
        ),
        error_summary(RequestTracking.error_lines, RequestTracking.error_title),
        error_summary(RequestDecision.error_lines, RequestDecision.error_title),
        rx.cond(RequestTracking.is_own_refused, _own_address_refuses()),
        _request(),
        rx.el.section(
            rx.el.h2("Où en est-elle", typeset(" ?"), custom_attrs={"id": "t-suivi"}),
            rx.el.ol(_sent(), _informed(), _reminded(), _answer(), class_name="numbered list"),
            class_name="stack",
            aria_labelledby="t-suivi",
        ),
        rx.cond(RequestTracking.is_mine & (RequestTracking.status == PENDING), _cancel()),
    )


def _request() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(RequestTracking.establishment_name, class_name="h3"),
            _status(),
            class_name="cluster between",
        ),
        rx.el.p("SIRET ", RequestTracking.siret, class_name="num"),
        rx.cond(
            RequestTracking.message,
            rx.el.blockquote(RequestTracking.message, class_name="quote"),
        ),
        class_name="card board stack",
    )


def _status() -> rx.Component:
    return rx.match(
        RequestTracking.status,
        ("en_attente", badge("warn", "clock", "En attente")),
        ("acceptee", badge("ok", "check", "Acceptée")),
        ("refusee", badge("danger", "x", "Refusée")),
        ("annulee", badge("", "ban", "Annulée")),
        badge("", "clock", "Expirée"),
    )


def _step(title: str | rx.Component, *more: rx.Component | rx.Var) -> rx.Component:
    return rx.el.li(rx.el.div(rx.el.h3(title), *more, class_name="stack stack-s"))


def _moment(moment: rx.Var[str]) -> rx.Component:
    return rx.el.p("Le ", moment, class_name="muted")


def _sent() -> rx.Component:
    return _step("Demande envoyée", _moment(RequestTracking.sent_at))


def _informed() -> rx.Component:
    to_administrators = _step(
        "Administrateurs informés par mail",
        rx.foreach(RequestTracking.informed, lambda address: rx.el.p(address, class_name="muted")),
        rx.cond(RequestTracking.unreachable, _unreachable()),
    )
    to_operator = _step(
        f"Équipe {OF_OPERATOR} informée",
        rx.el.p(
            "Cet établissement n’a pas encore d’administrateur"
            f"{NBSP}: notre équipe traite votre demande.",
            class_name="muted",
        ),
    )
    return rx.cond(RequestTracking.goes_to_operator, to_operator, to_administrators)


def _unreachable() -> rx.Component:
    """What the requester can do about an administrator whom no mail reaches."""
    return alert(
        "warn",
        "Nos messages sont refusés par cette adresse",
        rx.foreach(RequestTracking.unreachable, rx.el.p),
        "Votre demande se trouve quand même dans les notifications de son compte. Sans réponse, "
        "prévenez la personne vous-même ou écrivez-nous.",
    )


def _own_address_refuses() -> rx.Component:
    return alert(
        "warn",
        "Votre adresse mail refuse nos messages.",
        "La réponse s’affichera ici et dans vos notifications. Vérifiez que votre boîte n’est pas "
        "pleine, et qu’elle accepte nos mails.",
    )


def _reminded() -> rx.Component:
    return rx.cond(
        RequestTracking.reminded_at,
        _step(
            rx.cond(
                RequestTracking.goes_to_operator,
                f"Rappel envoyé à l’équipe {OF_OPERATOR}",
                "Rappel envoyé aux administrateurs",
            ),
            _moment(RequestTracking.reminded_at),
        ),
    )


def _answer() -> rx.Component:
    return rx.match(
        RequestTracking.status,
        ("acceptee", _accepted()),
        ("refusee", _refused()),
        ("annulee", _step("Demande annulée", _moment(RequestTracking.decided_at))),
        ("expiree", _expired()),
        _awaited(),
    )


def _by_whom() -> rx.Component:
    return rx.el.p(
        "Le ",
        RequestTracking.decided_at,
        rx.cond(RequestTracking.decided_by, ", par " + RequestTracking.decided_by, ""),
        class_name="muted",
    )


def _accepted() -> rx.Component:
    to_requester = rx.cond(
        RequestTracking.outcome,
        rx.fragment(
            rx.el.p(RequestTracking.outcome),
            rx.el.p(
                link_button("Ouvrir l’établissement", RequestTracking.establishment_path),
                class_name="actions",
            ),
        ),
        rx.el.p("Vous n’êtes plus membre de cet établissement."),
    )
    to_administrator = rx.fragment(
        rx.cond(
            RequestTracking.standing,
            rx.el.p(f"Droits donnés{NBSP}: ", rx.el.strong(RequestTracking.standing)),
        ),
        rx.el.p(
            link_button(
                "Voir les membres", RequestTracking.establishment_path + "/membres", tone="btn-2"
            ),
            class_name="actions",
        ),
    )
    return _step(
        "Demande acceptée",
        _by_whom(),
        rx.cond(RequestTracking.is_mine, to_requester, to_administrator),
    )


def _refused() -> rx.Component:
    return _step(
        "Demande refusée",
        _by_whom(),
        rx.cond(
            RequestTracking.reason,
            rx.el.blockquote(RequestTracking.reason, class_name="quote"),
        ),
        rx.cond(
            RequestTracking.is_mine,
            rx.el.p(
                rx.cond(
                    RequestTracking.asks_to_administer,
                    typeset(
                        "Vous pourrez envoyer une nouvelle demande sept jours après ce refus, si "
                        "personne n’administre l’établissement."
                    ),
                    typeset(
                        "Vous pourrez envoyer une nouvelle demande à cet établissement "
                        "sept jours après ce refus."
                    ),
                )
            ),
        ),
    )


def _expired() -> rx.Component:
    again = rx.fragment(
        rx.el.p(typeset("Vous pouvez envoyer une nouvelle demande dès maintenant.")),
        rx.el.p(
            rx.cond(
                RequestTracking.asks_to_administer,
                link_button("Ouvrir les membres", RequestTracking.establishment_path + "/membres"),
                link_button("Ajouter un établissement", "/adhesion/etablissement"),
            ),
            class_name="actions",
        ),
    )
    return _step(
        "Demande expirée sans réponse",
        _moment(RequestTracking.decided_at),
        rx.cond(RequestTracking.is_mine, again),
    )


def _awaited() -> rx.Component:
    return _step(
        "Réponse",
        rx.el.p(
            "Vous recevrez un mail dès qu’elle sera donnée. Vous pouvez fermer cette page.",
            class_name="muted",
        ),
        rx.el.p("Sans réponse, la demande expire le ", RequestTracking.expires_at, "."),
    )


def _cancel() -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="request", value=RequestTracking.id, read_only=True),
        rx.el.p(submit("Annuler la demande", tone="btn-danger"), class_name="actions"),
        on_submit=RequestTracking.cancel,
    )
