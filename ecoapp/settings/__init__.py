"""The environment, read once, checked and typed; no other module reads ``os.environ``.

Every variable is optional. A wrong value raises ``SettingsError``, whose text is one line that
names the variable. This package imports nothing else from ecoapp.
"""

from ecoapp.settings.environment import environment_for_tools, get_settings, variable_of
from ecoapp.settings.errors import SettingsError
from ecoapp.settings.model import Settings
from ecoapp.settings.smtp import Smtp

__all__ = [
    "Settings",
    "SettingsError",
    "Smtp",
    "environment_for_tools",
    "get_settings",
    "variable_of",
]
