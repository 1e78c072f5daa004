"""CasePilot: reads a case, looks codes up, and composes an answer. It never sends and never approves.

It needs no model. One may read along through the port of `advising`; `advice` is that reader, `model` its client, and
`redaction` the gate before anything leaves.
"""

from assistant.advising import Advisor
from assistant.current import CurrentAssistant
from assistant.drafting import Assistant

__all__ = ["Advisor", "Assistant", "CurrentAssistant"]
