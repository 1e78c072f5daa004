"""The store: one read-only file a release, written beside its place, swapped in whole, opened without a lock."""
