"""The commands that work on the data; `ecoapp.__main__` puts them on the command line.

They import what they need where they need it: the module is read at every start of the server.
"""
