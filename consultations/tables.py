"""Every table there is: importing this puts them all into `SQLModel.metadata`, for migrations and their tests."""

from accounts import models as accounts
from accounts import sign_in_models
from consultations import access_models, audit_models, desk_models, models

__all__ = ["access_models", "accounts", "audit_models", "desk_models", "models", "sign_in_models"]
