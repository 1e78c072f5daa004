"""The web edge: review console, and the few routes it needs. It asks the repository, never SQL."""
