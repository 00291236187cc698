"""What a refusal says: a sentence, or a function of the refusal that gives one."""

from collections.abc import Callable
from typing import Any

Sentence = str | Callable[[Any], str]
