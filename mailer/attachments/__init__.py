"""The text of attachments, page by page. Each file is read in a child process of its own, within limits.

`confined.ConfinedReader` is what others use; `__main__` is the child; the other files hold one kind of file each.
What an attachment is follows from its bytes, never from its name.
"""
