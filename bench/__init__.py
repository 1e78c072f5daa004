"""Benchmarks that anyone can run; docs/benchmarks.md has the commands and the results."""
