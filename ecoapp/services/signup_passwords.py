"""Step 4 of the wizard: the password, weighed while it is typed, then hashed."""

from ecoapp.core import passwords
from ecoapp.core.database import Database
from ecoapp.models import Step
from ecoapp.services import new_passwords, rate_rules, signup_drafts, verification_codes
from ecoapp.services.new_passwords import PasswordWeighed


def weigh_password(
    database: Database, *, browser: str, password: str, client: str = ""
) -> PasswordWeighed:
    """Tell how good a password is for this person; keeps nothing of it.

    `client`: the network address. Raises `WeighingsAreTooMany`, `StepIsTooEarly`,
    `SignupIsNotBegun`.
    """
    rate_rules.count_weighing(browser=browser, client=client)
    with database.reading() as session:
        draft = signup_drafts.at_step(session, browser, Step.PASSWORD)
        personal = signup_drafts.personal_words(draft)
    return new_passwords.weigh(password, personal=personal)


def choose_password(database: Database, *, browser: str, password: str, client: str = "") -> None:
    """Step 4. Hash the password between two transactions, then send the code unless one is alive.

    `client`: the network address. Raises `FieldsRefused`, `PasswordsAreTooMany`,
    `StepIsTooEarly`, `SignupIsNotBegun`.
    """
    rate_rules.count_password_chosen(browser=browser, client=client)
    with database.reading() as session:
        draft = signup_drafts.at_step(session, browser, Step.PASSWORD)
        personal = signup_drafts.personal_words(draft)
    new_passwords.check(password, personal=personal)
    hashed = passwords.hashed(password)
    with database.writing() as session:
        signup_drafts.lock(session, browser)
        draft = signup_drafts.at_step(session, browser, Step.PASSWORD)
        if signup_drafts.personal_words(draft) != personal:
            # Another name or address was typed in another tab, while we hashed.
            new_passwords.check(password, personal=signup_drafts.personal_words(draft))
        draft.password_hash = hashed
        session.add(draft)
        if draft.email_verified_at is None:
            verification_codes.send_unless_alive(session, draft)
