"""Files of partner établissements: what is read, what is written, and in how much memory."""

import gc
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import pytest
from sqlmodel import func, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.core.tokens import new_id
from ecoapp.models import AuditRecord, Establishment, EstablishmentSource
from ecoapp.services import partner_cells, partner_files, partner_imports, sent_files
from ecoapp.services.partner_cells import LineIsInMacRoman
from ecoapp.services.partner_files import FileHasNoColumn, FileIsGone, FileIsMissing, LineIsTooLong
from ecoapp.services.partner_imports import Tally
from ecoapp.services.sent_files import Phase
from ecoapp.services.sirets import parse_siret
from tests import factories
from tests.services.at_once import at_once

HEADER = "siret;nom;adresse;code postal;commune\n"


def line(number: int, name: str = "Aubry") -> str:
    return f"{factories.siret(number)};{name};12 rue des Charpentiers;56000;Vannes\n"


def csv(*rows: str, header: str = HEADER) -> io.BytesIO:
    return io.BytesIO((header + "".join(rows)).encode())


def imported(
    database: Database, file: BinaryIO, *, dry_run: bool = False, most: int = 10_000
) -> Tally:
    tally = Tally()
    shape = partner_files.layout(file)
    while partner_imports.advance(database, file, shape, tally, most=most, dry_run=dry_run):
        pass
    return tally


def counts(tally: Tally) -> tuple[int, ...]:
    return (tally.created, tally.updated, tally.unchanged, tally.left, tally.refused)


def rows(database: Database) -> dict[str, Establishment]:
    with database.reading() as session:
        return {row.siret: row for row in session.exec(select(Establishment))}


def test_each_line_becomes_an_établissement(database: Database) -> None:
    tally = imported(database, csv(line(1), line(2, '"L’Établi; et fils"')))
    assert counts(tally) == (2, 0, 0, 0, 0)
    row = rows(database)[factories.siret(2)]
    assert (row.name, row.street, row.postal_code, row.city) == (
        "L’Établi; et fils",
        "12 rue des Charpentiers",
        "56000",
        "Vannes",
    )
    assert (row.name_key, row.source) == ("l'etabli; et fils", EstablishmentSource.PARTNER_IMPORT)
    assert row.confirmed_at is None and not row.is_to_be_verified


@pytest.mark.parametrize(
    "content",
    [
        HEADER + line(1, "Été"),
        "SIRET;Nom;Adresse;Code postal;Commune\r\n" + line(1, "Été").replace("\n", "\r\n"),
        "\ufeff" + HEADER + line(1, "Été"),
        HEADER.replace(";", ",") + line(1, "Été").replace(";", ","),
        HEADER.replace(";", "\t") + line(1, "Été").replace(";", "\t"),
        '"N° SIRET";"Raison sociale";"Numéro et rue";"CP";"Ville"\n' + line(1, "Été"),
        "Remarque;" + HEADER + "x;" + line(1, "Été"),
        HEADER + "\n;;;;\n" + line(1, "Été") + "\n   \n",
        (HEADER + line(1, "Été")).rstrip("\n"),
        HEADER + line(1, "Été").rstrip("\n") + ";;\n",
        "commune;code postal;adresse;nom;siret\n"
        + f"Vannes;56000;12 rue des Charpentiers;Été;{factories.siret(1)}\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_files_are_read_as_spreadsheets_write_them(
    sqlite: Database, content: str, encoding: str
) -> None:
    if "\ufeff" in content:
        encoding = "utf-8"
    tally = imported(sqlite, io.BytesIO(content.encode(encoding)))
    assert counts(tally) == (1, 0, 0, 0, 0), tally.errors
    (row,) = rows(sqlite).values()
    assert (row.name, row.city) == ("Été", "Vannes")


def test_each_line_with_an_error_is_told_with_its_number(sqlite: Database) -> None:
    wrong = factories.siret(1)[:-1] + str((int(factories.siret(1)[-1]) + 1) % 10)
    tally = imported(
        sqlite,
        csv(
            line(1),
            f"{wrong};Aubry;;56000;Vannes\n",
            "\n",
            f"{factories.siret(2)};;;56;Vannes\n",
            f'{factories.siret(3)};"Aubry;;56000;Vannes\n',
            f"{factories.siret(4)};Aubry\n",
            f"{factories.siret(5)};{'x' * 201};;56000;Vannes\n",
            "x" * 100_000 + "\n",
            "x" * 16_384 + "\n",
            f"{factories.siret(6)};Aubry;;1000;Bourg-en-Bresse\n",
        ),
    )
    assert counts(tally) == (2, 0, 0, 0, 7)
    assert [number for number, _ in tally.errors] == [3, 5, 6, 7, 8, 9, 10]
    said = [words for _, words in tally.errors]
    assert said[0].startswith("Siret\N{NO-BREAK SPACE}: Ce SIRET contient une erreur de frappe")
    assert "Nom\N{NO-BREAK SPACE}:" in said[1] and "Code postal\N{NO-BREAK SPACE}:" in said[1]
    assert said[2] == "Les guillemets d’un champ ne sont pas fermés. Fermez-les, ou retirez-les."
    assert said[3].startswith("La ligne a 2 champs au lieu de 5.")
    assert rows(sqlite)[factories.siret(6)].postal_code == "01000"


def in_file(content: bytes) -> BinaryIO:
    """As both ways to send one take it."""
    return partner_cells.in_lines(io.BytesIO(content))


LIKE_EXCEL = HEADER + line(1, "Été") + line(2, "Hôtel")


@pytest.mark.parametrize(
    "content",
    [
        LIKE_EXCEL.encode("utf-16"),
        b"\xff\xfe" + LIKE_EXCEL.replace("\n", "\r\n").encode("utf-16-le"),
        b"\xfe\xff" + LIKE_EXCEL.encode("utf-16-be"),
        LIKE_EXCEL.encode("utf-16-le"),
        LIKE_EXCEL.encode("utf-16-be"),
        b"\xff\xfe" + LIKE_EXCEL.replace("\n", "\r").encode("utf-16-le"),
        LIKE_EXCEL.replace("\n", "\r").encode(),
        LIKE_EXCEL.replace("\n", "\r").encode("cp1252"),
        b"sep=;\r\n" + LIKE_EXCEL.encode(),
        b"\xef\xbb\xbfSEP=;\n" + LIKE_EXCEL.encode(),
        b'"sep=,"\n' + LIKE_EXCEL.replace(";", ",").encode(),
        b"sep=|\n" + LIKE_EXCEL.replace(";", "|").encode(),
    ],
)
def test_files_come_in_every_shape_that_excel_gives_them(sqlite: Database, content: bytes) -> None:
    tally = imported(sqlite, in_file(content))
    assert counts(tally) == (2, 0, 0, 0, 0), tally.errors
    assert {row.name for row in rows(sqlite).values()} == {"Été", "Hôtel"}


def test_a_long_file_of_an_old_mac_keeps_its_lines(sqlite: Database) -> None:
    content = (HEADER + "".join(line(number) for number in range(1, 3_000)) + "x;y\n").replace(
        "\n", "\r"
    )
    tally = imported(sqlite, in_file(content.encode()))
    assert (tally.created, [number for number, _ in tally.errors]) == (2_999, [3_001])


@pytest.mark.parametrize(
    ("cell", "siret"),
    [
        (f'="{factories.OCTO}"', factories.OCTO),
        (f'"=""{factories.OCTO}"""', factories.OCTO),
        (f"'{factories.OCTO}", factories.OCTO),
        (f"{factories.OCTO}.0", factories.OCTO),
        (f'"{factories.OCTO},00"', factories.OCTO),
    ],
)
def test_what_keeps_a_siret_a_text_is_taken_off(sqlite: Database, cell: str, siret: str) -> None:
    tally = imported(sqlite, csv(f"{cell};Aubry;;'01000;Bourg-en-Bresse\n"))
    assert counts(tally) == (1, 0, 0, 0, 0), tally.errors
    assert rows(sqlite)[siret].postal_code == "01000"


def test_a_text_in_a_formula_keeps_its_quotation_marks(sqlite: Database) -> None:
    cell = '="Menuiserie ""Aubry"""'.replace('"', '""')
    imported(sqlite, csv(f'{factories.OCTO};"{cell}";;56000;Vannes\n'))
    assert rows(sqlite)[factories.OCTO].name == 'Menuiserie "Aubry"'


def with_zeros(count: int) -> str:
    """A valid SIRET that begins with so many zeros."""
    for number in range(100, 100_000):
        siret = "0" * count + f"{number}".rjust(9 - count, "5") + "00012"
        if parses(siret):
            return siret
    raise AssertionError("there is none")


def parses(siret: str) -> bool:
    try:
        return parse_siret(siret) == siret
    except Refusal:
        return False


@pytest.mark.parametrize("count", [1, 2, 3])
def test_zeros_that_were_lost_are_put_back_when_the_check_digit_proves_it(
    sqlite: Database, count: int
) -> None:
    siret = with_zeros(count)
    wrong = siret.lstrip("0")[:-1] + str((int(siret[-1]) + 1) % 10)
    tally = imported(
        sqlite,
        csv(
            f"{siret.lstrip('0')};Aubry;;56000;Vannes\n",
            f"{wrong};Aubry;;56000;Vannes\n",
        ),
    )
    assert list(rows(sqlite)) == [siret]
    assert f"Ce SIRET compte {14 - count}\N{NO-BREAK SPACE}chiffres" in tally.errors[0][1]


@pytest.mark.parametrize("cell", ["4,18166E+13", '"4,18166E+13"', "4.18166096E13", "4E+13"])
def test_a_power_of_ten_names_its_cause(sqlite: Database, cell: str) -> None:
    tally = imported(sqlite, csv(f"{cell};Aubry;;56000;Vannes\n"))
    ((_, said),) = tally.errors
    assert cell.strip('"') in said and "Excel" in said and "format Texte" in said


def test_accents_of_old_macs_are_told_and_not_taken_for_others(sqlite: Database) -> None:
    content = (HEADER + line(1, "Hôtel du Théâtre") + line(2, "Atelier")).encode("mac_roman")
    tally = imported(sqlite, in_file(content))
    assert (tally.created, tally.refused) == (1, 1)
    assert "Mac OS Roman" in tally.errors[0][1] and "CSV UTF-8" in tally.errors[0][1]
    with pytest.raises(LineIsInMacRoman):
        partner_files.layout(io.BytesIO("siret;dénomination\n".encode("mac_roman")))


@pytest.mark.parametrize("typed", ["75008 CEDEX 08", "75008 Cedex", "75008 cedex 8", " 75 008 "])
def test_a_postal_code_may_say_cedex(sqlite: Database, typed: str) -> None:
    tally = imported(sqlite, csv(f"{factories.OCTO};Aubry;;{typed};Paris\n"))
    assert counts(tally) == (1, 0, 0, 0, 0), tally.errors
    assert rows(sqlite)[factories.OCTO].postal_code == "75008"


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("", ("siret", "nom", "adresse", "code postal", "commune")),
        ("siret;nom;commune\n", ("adresse", "code postal")),
        (line(1), ("siret", "nom", "adresse", "code postal", "commune")),
        ("PK\x03\x04\x00\x00", ("siret", "nom", "adresse", "code postal", "commune")),
    ],
)
def test_a_file_without_its_columns_is_refused(content: str, missing: tuple[str, ...]) -> None:
    with pytest.raises(FileHasNoColumn) as refused:
        partner_files.layout(io.BytesIO(content.encode()))
    assert refused.value.missing == missing


def test_a_file_without_line_breaks_is_not_read_whole() -> None:
    with pytest.raises(LineIsTooLong):
        partner_files.layout(io.BytesIO(b"x" * 1_000_000))


def test_the_dry_run_counts_the_same_and_writes_nothing(database: Database) -> None:
    with database.writing() as session:
        factories.establishment(session, siret=factories.siret(1), name="De l’annuaire")
        factories.establishment(
            session, siret=factories.siret(2), source=EstablishmentSource.PARTNER_IMPORT
        )
    before = {siret: row.model_dump() for siret, row in rows(database).items()}
    file = csv(line(1), line(2, "Nouveau nom"), line(3), "x;y;z;1;2\n")
    checked = imported(database, file, dry_run=True)
    assert {siret: row.model_dump() for siret, row in rows(database).items()} == before
    assert counts(checked) == counts(imported(database, file)) == (1, 1, 0, 1, 1)


def test_only_what_was_imported_is_brought_up_to_date(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session)
        for number, fields in enumerate(
            (
                {"source": EstablishmentSource.DIRECTORY},
                {"source": EstablishmentSource.TYPED_IN},
                {"source": EstablishmentSource.PARTNER_IMPORT},
                # Its members have written on the sheet since.
                {
                    "source": EstablishmentSource.PARTNER_IMPORT,
                    "updated_at": clock.now(),
                    "updated_by": person.id,
                },
            ),
            start=1,
        ):
            factories.establishment(session, siret=factories.siret(number), name="Avant", **fields)
    tally = imported(database, csv(*(line(number, "Après") for number in range(1, 5))))
    assert counts(tally) == (0, 1, 0, 3, 0)
    names = {siret: row.name for siret, row in rows(database).items()}
    assert [names[factories.siret(number)] for number in range(1, 5)] == [
        "Avant",
        "Avant",
        "Après",
        "Avant",
    ]
    assert rows(database)[factories.siret(3)].name_key == "apres"


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    file = csv(*(line(number) for number in range(1, 8)))
    imported(database, file)
    before = {siret: row.model_dump() for siret, row in rows(database).items()}
    assert counts(imported(database, file)) == (0, 0, 7, 0, 0)
    assert {siret: row.model_dump() for siret, row in rows(database).items()} == before


@pytest.mark.parametrize("batch", [1, 500])
def test_of_a_siret_that_is_there_twice_the_last_line_counts(
    database: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(partner_imports, "BATCH", batch)
    tally = imported(database, csv(line(1, "Un"), line(1, "Deux")))
    assert counts(tally) == (1, 1, 0, 0, 0)
    assert rows(database)[factories.siret(1)].name == "Deux"


def test_an_interrupted_import_leaves_whole_batches_and_can_be_run_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner_imports, "BATCH", 10)
    insert, done = partner_imports._insert, []

    def fail_at_the_third(session: Any, partners: Any) -> int:
        count = insert(session, partners)
        done.append(count)
        if len(done) == 3:
            raise RuntimeError("killed")
        return count

    monkeypatch.setattr(partner_imports, "_insert", fail_at_the_third)
    file = csv(*(line(number) for number in range(1, 46)))
    with pytest.raises(RuntimeError):
        imported(database, file)
    assert len(rows(database)) == 20
    assert counts(imported(database, file)) == (25, 0, 20, 0, 0)


def test_the_same_file_imported_twice_at_once_adds_each_once(database: Database) -> None:
    content = csv(*(line(number) for number in range(1, 200))).getvalue()
    done = at_once(database, [lambda here: imported(here, io.BytesIO(content))] * 3)
    assert all(isinstance(one, Tally) and one.lines == 199 for one in done), done
    assert sum(one.created for one in done if isinstance(one, Tally)) == 199
    assert len(rows(database)) == 199


def test_errors_are_all_counted_and_the_first_thousand_kept(sqlite: Database) -> None:
    tally = imported(sqlite, csv(*("x;y;z;1;2\n" for _ in range(1_500))))
    assert (tally.refused, len(tally.errors)) == (1_500, 1_000)


@pytest.fixture
def nothing_older_counts() -> Iterator[None]:
    """Python collects less often the more objects there are, and those of other tests are many."""
    gc.collect()
    gc.freeze()
    gc.collect()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("nothing_older_counts")
def test_many_lines_are_imported_in_bounded_memory(sqlite: Database, tmp_path: Path) -> None:
    """Measured: 11.5 MB at the most, for 50,000 lines as for 200,000; kept whole, these take 30."""
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        # Half of them wrong, so that errors are many too.
        for number in range(25_000):
            file.write(line(number) + "x;y;z;1;2\n")
    tracemalloc.start()
    with path.open("rb") as opened:
        tally = imported(sqlite, opened, most=50_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tally.lines, tally.created, tally.refused) == (50_000, 25_000, 25_000)
    assert peak < 20_000_000  # what else the process does is counted too
    with sqlite.reading() as session:
        assert session.exec(select(func.count()).select_from(Establishment)).one() == 25_000


# Files that are sent


@pytest.fixture
def olga(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(
            session, first_name="Olga", last_name="Perrin", is_operator=True
        ).id


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "data").mkdir(exist_ok=True)
    yield tmp_path / "data"


def receive(database: Database, file: io.BytesIO, by: UUID) -> UUID:
    size = len(file.getvalue())
    return sent_files.receive(database, file, name="partenaires.csv", size=size, by=by)


def to_its_end(database: Database, file_id: UUID, by: UUID) -> sent_files.SentFile:
    while (sent := sent_files.advance(database, file_id, by=by)).is_under_way:
        pass
    return sent


def log(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(row.action, row.subject) for row in session.exec(select(AuditRecord))]


def test_a_file_is_checked_then_confirmed_then_imported(
    database: Database, olga: UUID, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_files, "STRETCH", 2)
    file_id = receive(database, csv(*(line(number) for number in range(1, 6)), "x;;;;\n"), olga)
    first = sent_files.advance(database, file_id, by=olga)
    assert (first.phase, first.tally.lines, 0 < first.percent < 100) == (Phase.CHECKING, 2, True)
    checked = to_its_end(database, file_id, olga)
    assert (checked.phase, counts(checked.tally)) == (Phase.CHECKED, (5, 0, 0, 0, 1))
    assert rows(database) == {}
    with database.writing() as session:
        assert sent_files.confirm(session, file_id, by=olga).phase is Phase.IMPORTING
    done = to_its_end(database, file_id, olga)
    assert (done.phase, counts(done.tally)) == (Phase.DONE, (5, 0, 0, 0, 1))
    assert len(rows(database)) == 5
    assert [action for action, _ in log(database)] == [
        "Fichier de partenaires vérifié",
        "Import de partenaires commencé",
        "Import de partenaires terminé",
    ]
    assert "partenaires.csv, 6\N{NO-BREAK SPACE}lignes" in log(database)[2][1]


def test_confirming_twice_or_too_early_changes_nothing(
    database: Database, olga: UUID, data_dir: Path
) -> None:
    file_id = receive(database, csv(line(1)), olga)

    def confirm() -> Phase:
        with database.writing() as session:
            return sent_files.confirm(session, file_id, by=olga).phase

    assert confirm() is Phase.CHECKING
    to_its_end(database, file_id, olga)
    assert [confirm(), confirm()] == [Phase.IMPORTING] * 2
    to_its_end(database, file_id, olga)
    assert confirm() is Phase.DONE
    assert to_its_end(database, file_id, olga).tally.created == 1


def test_files_are_for_the_operators_team_alone(
    database: Database, olga: UUID, data_dir: Path
) -> None:
    file_id = receive(database, csv(line(1)), olga)
    with database.writing() as session:
        other = factories.account(session).id
    with pytest.raises(NotAllowed):
        receive(database, csv(line(1)), other)
    with pytest.raises(NotAllowed):
        sent_files.advance(database, file_id, by=other)
    for case in (sent_files.look_at, sent_files.confirm):
        with database.writing() as session, pytest.raises(NotAllowed):
            case(session, file_id, by=other)
    assert log(database) == []


def test_a_file_that_is_not_here_is_told(database: Database, olga: UUID, data_dir: Path) -> None:
    with pytest.raises(FileIsGone):
        sent_files.advance(database, new_id(), by=olga)
    with database.reading() as session, pytest.raises(FileIsGone):
        sent_files.look_at(session, new_id(), by=olga)
    with pytest.raises(FileIsMissing):
        receive(database, io.BytesIO(), olga)
    with pytest.raises(FileHasNoColumn):
        receive(database, io.BytesIO(b"nom\n"), olga)


def test_files_of_the_day_before_are_forgotten(
    database: Database, olga: UUID, data_dir: Path
) -> None:
    import os
    import time

    old = receive(database, csv(line(1)), olga)
    for path in (data_dir / "imports").iterdir():
        os.utime(path, (0, time.time() - 25 * 3600))
    receive(database, csv(line(1)), olga)
    with pytest.raises(FileIsGone):
        sent_files.advance(database, old, by=olga)
    assert len(list((data_dir / "imports").iterdir())) == 2
