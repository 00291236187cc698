from ecoapp.core.database import Database
from ecoapp.models import Account
from ecoapp.services import signups
from tests import factories


def test_the_right_code_opens_the_account(database: Database) -> None:
    with database.writing() as session:
        factories.signup_draft(session)
    signed_up = signups.confirm_with_code(
        database, browser=factories.browser(), typed=factories.CODE
    )
    with database.reading() as session:
        account = session.get_one(Account, signed_up.account_id)
    assert account.email == "camille@exemple.fr"
