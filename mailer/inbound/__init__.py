"""Where mail comes in: IMAP mailboxes and SMTP or LMTP doors. Both hand raw bytes to the same `store`."""
