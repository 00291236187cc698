"""Sentences that a screen shows and that something else depends on."""

# Kept word for word with the consent: changing it changes what people agree to from then on.
CONSENT_WORDING = "J’autorise la collecte et le traitement de mes données personnelles"

NBSP = "\N{NO-BREAK SPACE}"

# The rule's name in `PasswordWeighed`, and how the page says it.
PASSWORD_RULES = (
    ("long_enough", f"12{NBSP}caractères au moins"),
    ("short_enough", f"128{NBSP}caractères au plus"),
    ("impersonal", "Ni votre nom ni votre adresse mail"),
    ("hard_to_guess", "Difficile à deviner"),
)

STRENGTH_WORDS = ("très faible", "faible", "moyenne", "bonne", "excellente")

# The same whether the account exists or not.
RESET_LINK_SENT = (
    "Si un compte existe avec cette adresse, un mail vient de partir. Son lien reste valable "
    f"60{NBSP}minutes. Vous n’avez rien reçu\N{NARROW NO-BREAK SPACE}? Vérifiez l’adresse et vos "
    "courriers indésirables."
)
