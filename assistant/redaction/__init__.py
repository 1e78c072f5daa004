"""The gate: what may leave this machine for a language model of somebody else's, and what never does.

Known identifiers first, then patterns, then the names that no pattern knows. Where it is not sure, it refuses.
"""

from assistant.redaction.gate import redact
from assistant.redaction.values import Kind, Redacted, RefusedError

__all__ = ["Kind", "Redacted", "RefusedError", "redact"]
