"""`codes update`: fetches the official files of a day from the official addresses, and imports them."""

from codesets.updating.addresses import SOURCES, Source
from codesets.updating.fetching import fetch
from codesets.updating.updates import Consent, update

__all__ = ["SOURCES", "Consent", "Source", "fetch", "update"]
