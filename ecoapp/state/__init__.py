"""Thin state classes, one a screen: read the form, call the use case, show the view."""
