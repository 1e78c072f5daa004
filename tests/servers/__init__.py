"""Real servers for tests: each a context manager with its ports and credentials, private, on loopback.

Every instance has a folder and ports of its own, so that several run side by side, and stops at the end of its block.
A server that is not installed raises `ServerMissing`; `fixtures.py` turns that into a named skip, or into a failure
where CI=true.
"""
