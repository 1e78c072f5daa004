"""Measures answers against what a coder expects of them."""
