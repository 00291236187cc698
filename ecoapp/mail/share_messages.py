"""The mails about the sharing of a carnet: one function each, from typed words to a `Message`."""

from collections.abc import Sequence

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def logbook_shared(
    *,
    first_name: str,
    shared_by: str,
    logbook_name: str,
    opened: Sequence[str],
    until: str,
    email: str,
    has_account: bool,
    logbook_url: str,
) -> Message:
    """To whom a carnet is opened: by whom, what (`opened`: one line a level), until when.

    `has_account`: without one the link leads to the adhesion. `until`: the last day, in words.
    """
    who, what = for_subject(shared_by, longest=60), for_subject(logbook_name)
    return render(
        "logbook_shared",
        subject=f"{who} partage avec vous le carnet {what}",
        link=logbook_url,
        words={
            "first_name": first_name,
            "shared_by": shared_by,
            "logbook_name": logbook_name,
            "email": email,
        },
        opened=tuple(opened),
        until=until,
        has_account=has_account,
    )


def share_changed(
    *,
    first_name: str,
    changed_by: str,
    logbook_name: str,
    opened: Sequence[str],
    until: str,
    email: str,
    has_account: bool,
    logbook_url: str,
) -> Message:
    """To whom it is open: what they may do from now on."""
    who, what = for_subject(changed_by, longest=60), for_subject(logbook_name)
    return render(
        "share_changed",
        subject=f"{who} a changé vos droits sur le carnet {what}",
        link=logbook_url,
        words={
            "first_name": first_name,
            "changed_by": changed_by,
            "logbook_name": logbook_name,
            "email": email,
        },
        opened=tuple(opened),
        until=until,
        has_account=has_account,
    )


def share_ended(*, first_name: str, ended_by: str, logbook_name: str, home_url: str) -> Message:
    """To whom it was open. `ended_by`: empty once its last day is over."""
    what = for_subject(logbook_name)
    who = for_subject(ended_by, longest=60)
    subject = (
        f"{who} a mis fin au partage du carnet {what}"
        if ended_by
        else f"Le partage du carnet {what} est arrivé à son terme"
    )
    return render(
        "share_ended",
        subject=subject,
        link=home_url,
        words={"first_name": first_name, "ended_by": ended_by, "logbook_name": logbook_name},
    )


def share_left(*, first_name: str, who: str, logbook_name: str, shares_url: str) -> Message:
    """To the owner: somebody is gone by themself."""
    left, what = for_subject(who, longest=60), for_subject(logbook_name)
    return render(
        "share_left",
        subject=f"{left} a quitté votre carnet {what}",
        link=shares_url,
        words={"first_name": first_name, "who": who, "logbook_name": logbook_name},
    )


def share_expired(*, first_name: str, who: str, logbook_name: str, shares_url: str) -> Message:
    """To the owner: the last day of a share is over."""
    what = for_subject(logbook_name)
    return render(
        "share_expired",
        subject=f"Le partage de votre carnet {what} est arrivé à son terme",
        link=shares_url,
        words={"first_name": first_name, "who": who, "logbook_name": logbook_name},
    )
