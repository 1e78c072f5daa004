"""The servers of these tests."""

from tests.servers.fixtures import dovecot, outer_world, postfix, sink

__all__ = ["dovecot", "outer_world", "postfix", "sink"]
