"""Reads a record: passages and their sections, code-shaped words, dates, the encounter, how a condition is asserted."""
