"""Every table there is: importing this puts them all into `SQLModel.metadata`, for migrations and their tests."""

from accounts import models as accounts
from consultations import access_models, audit_models, desk_models, models

__all__ = ["access_models", "accounts", "audit_models", "desk_models", "models"]
