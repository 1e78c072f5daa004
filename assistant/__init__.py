"""CasePilot: reads a case, looks codes up, and composes an answer. It never sends and never approves."""
