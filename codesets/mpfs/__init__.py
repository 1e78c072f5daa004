"""MPFS: the Medicare physician fee schedule. Relative values and policy indicators, payment localities and amounts."""
