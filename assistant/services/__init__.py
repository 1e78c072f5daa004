"""The services that a mail bills: read as people write them, checked as a claim, and advised line by line."""
