"""The composition root: one file a process or command. Only this room ties the others together."""
