"""Where settings come from: the environment, the settings file, and files that hold secrets.

What is wrong here raises SourceError, which `config.settings.load` turns into its SettingsError.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource

PREFIX = "CASECONSULTANT_"
SECRETS = frozenset({"password", "api_key", "client_secret", "private_key", "database_url", "broker_url"})
"""Each can also be given as `name_file`, the path of a file that holds it."""

_NOT_SETTINGS = frozenset({"config", "shared"})
"""Where the settings file lies, and where tests find their reference material."""


class SourceError(Exception):
    """A source of settings cannot be read; the message is a sentence with the remedy."""


class Environment(EnvSettingsSource):
    """`CASECONSULTANT_…`, with `__` for nesting. A name that no setting has is refused: it is a slip of the pen."""

    def __call__(self) -> dict[str, Any]:
        """The settings that the environment holds. Raises SourceError."""
        own = {name.removeprefix(PREFIX.lower()): name for name in self.env_vars if name.startswith(PREFIX.lower())}
        secret_files = {f"{name}_file" for name in SECRETS & set(self.settings_cls.model_fields)}
        for key, name in own.items():
            known = {*self.settings_cls.model_fields, *secret_files, *_NOT_SETTINGS}
            if key.partition("__")[0] not in known:
                raise SourceError(f"{name.upper()}: there is no such setting; correct its name or remove it.")
        return super().__call__() | {key: self.env_vars[own[key]] for key in secret_files & set(own)}

    def prepare_field_value(self, field_name: str, field: Any, value: Any, value_is_complex: bool) -> Any:  # noqa: FBT001
        """As inherited, but a value that is no JSON ends as a sentence that does not repeat it."""
        try:
            return super().prepare_field_value(field_name, field, value, value_is_complex)
        except ValueError:
            raise SourceError(
                f"Setting {field_name} ({PREFIX}{field_name.upper()}): this is not JSON; "
                f"mend it, or write {field_name} in caseconsultant.toml."
            ) from None


def settings_file(settings_cls: type[BaseSettings]) -> InitSettingsSource:
    """What `caseconsultant.toml` says, or the file that CASECONSULTANT_CONFIG names. Raises SourceError.

    The file need not exist in the working directory; one that was named must.
    """
    named = os.environ.get(f"{PREFIX}CONFIG")
    path = Path(named or "caseconsultant.toml")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise SourceError(f"{PREFIX}CONFIG names {path}, which is not there; mend the path or unset it.") from None
        values = {}
    except OSError as error:
        raise SourceError(f"The settings file {path} cannot be read ({error.strerror}); mend its rights.") from None
    except ValueError as error:
        raise SourceError(f"The settings file {path} is not TOML: {error}. Mend it there.") from None
    return InitSettingsSource(settings_cls, values)


def read_secret_files(values: Any) -> Any:
    """Replace each `name_file` of a secret by `name` with the file's content, without white space around it."""
    if not isinstance(values, dict):
        return values
    read = dict(values)
    for name in SECRETS:
        key = f"{name}_file"
        path = read.pop(key, None)
        if not path:
            continue
        if read.get(name):
            raise ValueError(f"{name} and {key} are both set; keep one of them")
        try:
            read[name] = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(
                f"{key} names a file that cannot be read ({error.strerror}); mend the path or its rights"
            ) from None
        except UnicodeDecodeError:
            raise ValueError(f"{key} names a file that is not text; write the secret into it as plain text") from None
        if not read[name]:
            raise ValueError(f"{key} names a file that is empty; write the secret into it")
    return read
