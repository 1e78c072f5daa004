"""Alembic migrations; they travel in the wheel and are applied by `caseconsultant up` and `caseconsultant migrate`."""
