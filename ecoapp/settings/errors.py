"""How a setting says that it cannot be used."""

PREFIX = "ECOAPP_"


class SettingsError(Exception):
    """A setting that cannot be used; its text is one line that begins with the variable."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable
