"""What is refused around deadlines and their calendar, said in French."""

from ecoapp.core.errors import Refusal
from ecoapp.services import calendar_feeds
from ecoapp.services.sentence import Sentence

SENTENCES: dict[type[Refusal], Sentence] = {
    calendar_feeds.AddressHasChanged: (
        "L’adresse de ce calendrier a changé entre-temps. Rechargez la page, puis recommencez."
    ),
}
