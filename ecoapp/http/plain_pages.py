"""The few pages that answer before the application does."""

from html import escape

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Espace Services</title>
<link rel="icon" href="/marque.svg" type="image/svg+xml">
<link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/components.css">
<main id="contenu"><div class="wrap stack">
<h1>{title}</h1><p class="lead">{text}</p><p><a class="btn" href="/">Revenir à l’accueil</a></p>
</div></main>
</html>
"""


def plain_page(status: int, title: str, text: str) -> HTMLResponse:
    """A page of one title and one sentence."""
    return HTMLResponse(_PAGE.format(title=escape(title), text=escape(text)), status_code=status)
