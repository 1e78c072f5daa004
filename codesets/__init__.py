"""Case2Code: the official code sets, looked up and checked on the date of service."""
