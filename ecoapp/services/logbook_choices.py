"""What may be chosen in the fields of a carnet: what the database keeps, and its words."""

from ecoapp.services.french_words import NBSP

DWELLINGS = (
    ("maison", "Maison"),
    ("appartement", "Appartement"),
    ("annexe", "Annexe"),
    ("autre", "Autre logement"),
)
PLANS = (
    ("niveau", "Plan d’un niveau"),
    ("coupe", "Coupe"),
    ("facade", "Façade"),
    ("masse", "Plan de masse"),
    ("surfaces", "Relevé de surfaces"),
    ("autorisation", "Permis ou déclaration préalable"),
    ("autre", "Autre plan"),
)
NETWORKS = (
    ("eau", "Eau"),
    ("evacuation", "Évacuation des eaux"),
    ("electricite", "Électricité"),
    ("gaz", "Gaz"),
    ("aeration", "Aération"),
    ("chauffage", "Chauffage"),
    ("internet", "Internet et télévision"),
    ("autre", "Autre réseau"),
)
ELEMENTS = (
    ("toiture", "Toiture"),
    ("combles", "Combles"),
    ("murs", "Murs"),
    ("plancher-bas", "Plancher bas"),
    ("fenetres", "Fenêtres et vitrages"),
    ("portes", "Portes extérieures"),
    ("sols", "Sols"),
    ("structure", "Fondations et structure"),
    ("autre", "Autre élément"),
)
EQUIPMENT = (
    ("chauffage", "Chauffage"),
    ("eau-chaude", "Eau chaude"),
    ("refroidissement", "Refroidissement"),
    ("ventilation", "Ventilation"),
    ("regulation", "Régulation"),
    ("energie-renouvelable", "Énergie renouvelable"),
    ("electricite", "Électricité"),
    ("plomberie", "Plomberie et sanitaires"),
    ("fermetures", "Volets, portails et serrures"),
    ("securite", "Alarme et détecteurs"),
    ("cuisine", "Cuisine et électroménager"),
    ("autre", "Autre équipement"),
)
WORKS = (
    ("toiture", "Isolation de la toiture"),
    ("murs", "Isolation des murs"),
    ("plancher-bas", "Isolation du plancher bas"),
    ("fenetres", "Fenêtres et portes extérieures"),
    ("chauffage", "Chauffage ou refroidissement"),
    ("eau-chaude", "Eau chaude"),
    ("energie-renouvelable", "Énergie renouvelable"),
    ("ventilation", "Ventilation"),
    ("structure", "Maçonnerie, charpente, couverture"),
    ("electricite-plomberie", "Électricité ou plomberie"),
    ("amenagement", "Aménagement intérieur"),
    ("exterieur", "Extérieur"),
    ("autre", "Autres travaux"),
)
ENERGY_DOCUMENTS = (
    ("dpe", "Diagnostic de performance énergétique (DPE)"),
    ("audit", "Audit énergétique"),
    ("etude-thermique", "Étude thermique"),
    ("re2020", f"Attestation RE{NBSP}2020"),
    ("rt2012", f"Attestation RT{NBSP}2012"),
    ("rt-existant", "Attestation de la réglementation de l’existant"),
    ("etancheite", "Test d’étanchéité à l’air"),
    ("ventilation", "Contrôle de la ventilation"),
    ("label", "Label ou certification"),
    ("autre", "Autre document sur l’énergie"),
)
CLASSES = tuple((letter.lower(), letter) for letter in "ABCDEFG")
DIAGNOSES = (
    ("amiante", "Amiante"),
    ("plomb", "Plomb"),
    ("termites", "Termites"),
    ("merule", "Mérule"),
    ("gaz", "Installation de gaz"),
    ("electricite", "Installation électrique"),
    ("assainissement", "Assainissement non collectif"),
    ("raccordement", "Raccordement au tout-à-l’égout"),
    ("risques", "État des risques (ERP)"),
    ("bruit", "Bruit des avions"),
    ("carrez", "Surface loi Carrez"),
    ("boutin", "Surface habitable (loi Boutin)"),
    ("radon", "Radon"),
    ("autre", "Autre diagnostic"),
)
TASKS = (
    ("chaudiere", "Chaudière"),
    ("pompe-a-chaleur", "Pompe à chaleur ou climatisation"),
    ("ramonage", "Ramonage"),
    ("chauffe-eau", "Chauffe-eau"),
    ("ventilation", "Ventilation"),
    ("adoucisseur", "Adoucisseur et filtres à eau"),
    ("toiture", "Toiture et gouttières"),
    ("facade", "Façade"),
    ("assainissement", "Fosse et assainissement"),
    ("fumee", "Détecteurs de fumée"),
    ("portail", "Portail et volets"),
    ("piscine", "Piscine"),
    ("jardin", "Jardin et arbres"),
    ("autre", "Autre entretien"),
)
WARRANTIES = (
    ("facture", "Facture"),
    ("devis", "Devis"),
    ("garantie", "Garantie d’un équipement"),
    ("decennale", "Assurance décennale d’une entreprise"),
    ("dommages-ouvrage", "Assurance dommages-ouvrage"),
    ("habitation", "Assurance habitation"),
    ("contrat", "Contrat d’entretien"),
    ("autre", "Autre document"),
)
ENERGIES = (
    ("electricite", "Électricité"),
    ("gaz", "Gaz"),
    ("eau", "Eau"),
    ("eau-chaude", "Eau chaude"),
    ("fioul", "Fioul"),
    ("bois", "Bois"),
    ("granules", "Granulés"),
    ("propane", "Propane"),
    ("reseau", "Réseau de chaleur"),
    ("solaire", "Production solaire"),
    ("autre", "Autre énergie"),
)
UNITS = (
    ("kwh", "Kilowattheures"),
    ("m3", "Mètres cubes"),
    ("l", "Litres"),
    ("kg", "Kilogrammes"),
    ("t", "Tonnes"),
    ("stere", "Stères"),
)
CONDOMINIUM_DOCUMENTS = (
    ("reglement", "Règlement de copropriété"),
    ("division", "État descriptif de division"),
    ("assemblee", "Procès-verbal d’assemblée générale"),
    ("charges", "Appel de fonds ou charges"),
    ("synthese", "Fiche synthétique"),
    ("entretien", "Carnet d’entretien de l’immeuble"),
    ("diagnostic", "Diagnostic ou plan de travaux de l’immeuble"),
    ("budget", "Comptes et budget"),
    ("autre", "Autre document"),
)
