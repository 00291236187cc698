"""A password does not contain who one is: names and addresses as people have them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecoapp.core import passwords

REFUSED = [
    ("Luc et le chêne-liège 47", "Luc"),
    ("JeSuisLucEtLeRabot47", "Luc"),
    ("rabot_luc47_tilleul", "Luc"),
    ("Zoé-et-le-tilleul 47", "Zoé"),
    ("zoe et le tilleul 47", "Zoé"),
    ("Zoé et le tilleul 47", "Zoe"),
    ("ANA rabote le tilleul", "Ana"),
    ("Ormesson rabote 47 fois", "D’Ormesson"),
    ("Ormesson rabote 47 fois", "d'Ormesson"),
    ("d’ormesson rabote 47", "D'Ormesson"),
    ("Helene-rabote-le-tilleul", "Hélène"),
    ("HÉLÈNE rabote 47 fois", "Helene"),
    ("rabotheleneettilleul", "Hélène"),
    ("Le tilleul de Goff 47", "Le Goff"),
    ("legoff rabote 47 fois", "Le Goff"),
    ("ledu rabote le tilleul", "Le Du"),
    ("la tour et 47 rabots", "de La Tour"),
    ("Trapp et le tilleul 47", "von Trapp"),
    ("Van et le tilleul 47", "Van"),
    ("anne et le tilleul 47", "Marie-Anne"),
    ("coeur-de-rabot et coeuret 47", "Cœuret"),
    ("strasse et tilleul 47", "Straße"),
    ("Soren et le tilleul 47", "Søren"),
    ("ольга и рубанок 4782", "Ольга"),
    ("camille et tilleul 47", "camille.renaud@exemple.fr"),
    ("tilleul de renaud 47", "c.renaud82@gmail.com"),
    ("jr4482 et le tilleul", "jr4482@gmail.com"),
    ("le tilleul d’aubry 47", "contact@menuiserie-aubry.fr"),
    ("aubry et le tilleul 47", "contact@mail.aubry.co.uk"),
    ("creteil et tilleul 47", "mairie@xn--crteil-cva.fr"),
    ("luc et le tilleul 47", "luc@gmail.com"),
    ("octo et le tilleul 47", "a.b@octo.gouv.fr"),
    ("leroy et le tilleul 47", "Le Roy"),
    ("rabots-de-benali 47", "Ben Ali"),
    ("Mueller et tilleul 47", "Müller"),
    ("Müller et tilleul 47", "Mueller"),
    ("Soerensen et tilleul 47", "Sørensen"),
    ("Yildiz et tilleul 47", "Yıldız"),
    ("guyomarch et tilleul 47", "Guyomarcʼh"),
    ("ormes\N{ZERO WIDTH SPACE}son rabote 47", "D’Ormesson"),
]
ALLOWED = [
    ("banane et tilleul 47", "Ana"),
    ("alinéa et tilleul 47", "Ben Ali"),
    ("croyance et tilleul 47", "Le Roy"),
    ("Lucarne et tilleul 47", "Luc"),
    ("Le tilleul de la cour", "Le Goff"),
    ("Les rabots et la scie 47", "Des Rabiots de La"),
    ("van gogh et le tilleul", "van Dijk"),
    ("jean et le tilleul 47", "Jo"),
    ("orange amère et tilleul", "c.d@orange.fr"),
    ("Gmail et le tilleul 47", "c.d@gmail.com"),
    ("laposte et le tilleul", "c.d@laposte.net"),
    ("com et fr et tilleul 47", "c.d@aubry.com"),
    ("gouv et le tilleul 47", "c.d@aubry.gouv.fr"),
    ("Rabot et tilleul 7", ""),
    ("Rabot et tilleul 7", " "),
    ("Rabot et tilleul 7", "@"),
    ("Rabot et tilleul 7", "-"),
]


@pytest.mark.parametrize(("password", "who"), REFUSED)
def test_what_tells_who_one_is_is_not_in_it(password: str, who: str) -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, password)
        assert not passwords.strength(typed, personal=["Xu", who]).impersonal


@pytest.mark.parametrize(("password", "who"), ALLOWED)
def test_what_tells_nothing_may_be_in_it(password: str, who: str) -> None:
    assert passwords.strength(password, personal=["Xu", who]).impersonal


@settings(max_examples=60)
@given(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.lists(st.text(st.characters(exclude_categories=())), max_size=3),
)
def test_any_name_and_any_password_can_be_compared(password: str, personal: list[str]) -> None:
    passwords.strength(password, personal=personal)
