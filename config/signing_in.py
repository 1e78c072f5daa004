"""How people sign in: sessions and second factors (`[sign_in]`)."""

from typing import Literal

from pydantic import Field

from config.sections import Section

Roles = tuple[Literal["consultant", "lead", "operator", "client"], ...]


class SignIn(Section):
    """Sessions and second factors (`[sign_in]`)."""

    # 45 CFR 164.312(a)(2)(iii) asks for automatic logoff and names no time; an amendment may be typed for a while.
    idle_minutes: float = Field(60.0, gt=0, le=720, description="a session that nobody used for so long is over")
    require_second_factor: Roles = Field((), description="roles that get nowhere without one; others may have one")
