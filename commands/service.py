"""The service that was set up here."""

from config.settings import Settings, SettingsError, load


def service_settings() -> Settings:
    """Its settings; a command typed in a wrong folder makes nothing there. Raises SettingsError."""
    from config.database import file_of

    settings = load()
    stored = file_of(settings.database)
    if stored is not None and not stored.exists():
        raise SettingsError(
            f"There is no service in {stored.parent.absolute()}. Go where `caseconsultant up` runs, or set "
            "CASECONSULTANT_DATA_DIR; `caseconsultant migrate` sets up a new one."
        )
    return settings
