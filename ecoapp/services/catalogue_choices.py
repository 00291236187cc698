"""What may be chosen in the fields of the catalogue: what the database keeps, and its words."""

FAMILIES = (
    ("ameublement", "Éléments d’ameublement"),
    ("literie", "Literie"),
    ("decoration", "Textiles de décoration"),
    ("jouets", "Jouets"),
    ("bricolage", "Articles de bricolage et de jardin"),
    ("batiment", "Produits et matériaux du bâtiment"),
)
UNITS = (("t", "Tonnes"), ("kg", "Kilogrammes"), ("m3", "Mètres cubes"), ("u", "Unités"))
MATERIALS = (
    ("bois", "Bois"),
    ("platre", "Plaques de plâtre"),
    ("fenetres", "Fenêtres et vitrages"),
    ("isolants", "Laines de verre et de roche"),
    ("plastiques", "Plastiques"),
    ("metaux", "Métaux"),
    ("inertes", "Matériaux inertes"),
    ("mobilier", "Mobilier"),
    ("melange", "Déchets en mélange"),
)
HALF_DAYS = (("matin", "Matin"), ("apres-midi", "Après-midi"))
