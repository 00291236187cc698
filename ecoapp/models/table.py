"""What all tables share."""

import re
from typing import Any

from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel


class Table(SQLModel):
    """Names its table after the class: `MembershipRequest` → `membership_request`."""

    @declared_attr.directive
    def __tablename__(cls) -> Any:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
