"""Espace Services: établissements, their members and their rights; logbooks of dwellings."""
