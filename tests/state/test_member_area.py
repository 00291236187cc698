"""« Mon espace », called directly."""

from ecoapp.core.database import Database
from ecoapp.models import Account
from ecoapp.services.catalogue import ADD_CONTRACT
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_shelf import PAGE
from ecoapp.state.member_area import MemberArea
from tests import factories
from tests.state.screens import open_again, run, screen


async def test_lists_what_one_belongs_to_and_what_one_waits_for(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session)
        own = factories.establishment(session, administrators=(person,), name="À moi")
        joined = factories.establishment(session, name="Membre")
        factories.membership(session, person, joined, rights=[ADD_CONTRACT])
        asked = factories.establishment(session, name="Demandé")
        request = factories.membership_request(session, person, asked)
        other = factories.establishment(session, administrators=(factories.account(session),))
    page = await screen(MemberArea, account=person.id)
    assert await run(page.load()) is None
    rows = {row["name"]: (row["standing"], row["href"]) for row in page.establishments}
    assert rows == {
        "À moi": ("Administrateur", f"/etablissements/{own.siret}"),
        "Membre": ("Personnalisés (1)", f"/etablissements/{joined.siret}"),
        "Demandé": ("", f"/demandes/{request.id}"),
    }
    assert other.siret not in str(page.establishments).replace("\N{NO-BREAK SPACE}", "")
    assert own.siret in str(page.establishments).replace("\\xa0", "")
    assert (page.is_loaded, page.is_individual) == (True, False)


async def test_a_particulier_sees_no_establishment(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session, individual=True).id
    page = await screen(MemberArea, account=person)
    await run(page.load())
    assert (page.is_individual, page.establishments) == (True, [])


async def test_what_is_to_do_are_invitations_then_requests_that_one_decides(
    database: Database,
) -> None:
    with database.writing() as session:
        person = factories.account(session, email="camille@exemple.fr", individual=True)
        own = factories.establishment(session, administrators=(person,), name="À moi")
        asks = factories.account(session, first_name="Oscar", last_name="Bellec")
        request = factories.membership_request(session, asks, own)
        factories.membership_request(session, asks, factories.establishment(session))
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        aubry = factories.establishment(session, administrators=(jean,), name="Aubry")
        invitation = factories.invitation(session, "Camille@exemple.fr", aubry, by=jean)
        factories.invitation(session, "other@exemple.fr", aubry, by=jean)
        factories.invitation(session, "camille@exemple.fr", own, sent_days_ago=31)
    page = await screen(MemberArea, account=person.id)
    await run(page.load())
    assert [(line["title"], line["action"], line["href"]) for line in page.to_do] == [
        (
            "Jean Morvan vous invite à rejoindre Aubry",
            "Voir l’invitation",
            f"/invitations/{invitation.id}",
        ),
        (
            "Oscar Bellec demande son rattachement à À moi",
            "Gérer les droits",
            f"/demandes/{request.id}",
        ),
    ]
    assert page.to_do[1]["about"] == " d’Oscar Bellec"
    # A Particulier who belongs somewhere finds it too.
    assert (page.is_individual, len(page.establishments)) == (True, 1)


async def test_loading_drops_old_errors(sqlite: Database) -> None:
    with sqlite.writing() as session:
        person = factories.account(session).id
    page = await screen(MemberArea, account=person)
    page._show({"": "old"})
    await open_again(page)
    assert (page.errors, page.error_lines, page.error_title) == ({}, [], "")


async def test_carnets_say_why_they_are_there_and_offers_are_to_do(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session, email="camille@exemple.fr")
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        own = factories.logbook(session, person, name="À moi")
        factories.entry(session, own, "equipment")
        prepared = factories.logbook(
            session, prepared_by=person, offered_to="ariane@exemple.fr", name="Préparé"
        )
        shared = factories.logbook(session, jean, name="De Jean")
        factories.share(session, shared, person, {"equipment": AccessLevel.READ})
        offer = factories.logbook(session, prepared_by=jean, offered_to=person.email, name="Reçu")
    page = await screen(MemberArea, account=person.id)
    await run(page.load())
    rows = [(row["name"], row["detail"], row["waits"], row["href"]) for row in page.logbooks]
    assert rows == [
        ("À moi", "1\N{NO-BREAK SPACE}partie sur 15", "", f"/carnets/{own.id}"),
        ("Préparé", "Préparé pour ariane@exemple.fr", "oui", f"/carnets/{prepared.id}"),
        ("De Jean", "Partagé par Jean Morvan", "", f"/carnets/{shared.id}"),
    ]
    (task,) = page.to_do
    assert task["href"] == f"/carnets/{offer.id}/acceptation"
    assert task["title"].startswith("Jean Morvan a préparé pour vous le carnet")


async def test_every_carnet_is_reached_by_going_on(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session)
        maker = factories.account(session)
        for _ in range(2):
            factories.logbook(session, prepared_by=maker, offered_to=person.email)
        for number in range(PAGE * 2 + 7):
            factories.logbook(session, person, name=f"Maison {number}")
    page = await screen(MemberArea, account=person.id)
    await run(page.load())
    assert len(page.logbooks) == PAGE - 2 and page.next_logbook
    for _ in range(2):
        assert await run(page.more(page.next_logbook)) is None
    assert len({row["href"] for row in page.logbooks}) == PAGE * 2 + 7
    assert (page.next_logbook, len(page.to_do)) == ("", 2)
    await run(page.load())
    assert len(page.logbooks) == PAGE - 2


async def test_few_carnets_left_are_told_before_there_are_none(database: Database) -> None:
    async def told(count: int) -> str:
        with database.writing() as session:
            for _ in range(count):
                factories.logbook(session, session.get_one(Account, person.id))
        page = await screen(MemberArea, account=person.id)
        await run(page.load())
        return page.few_left

    with database.writing() as session:
        person = factories.account(session)
    assert await told(479) == ""
    assert "encore créer 20\N{NO-BREAK SPACE}carnets, sur 500" in await told(1)
    assert "c’est le maximum" in await told(20)
