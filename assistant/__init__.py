"""CasePilot: reads a case, looks codes up, and composes an answer. It never sends and never approves.

No model takes part yet, so there is no port for one; it comes with the first thing that uses it.
"""

from assistant.current import CurrentAssistant
from assistant.drafting import Assistant

__all__ = ["Assistant", "CurrentAssistant"]
