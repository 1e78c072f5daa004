"""NCCI: Medicare's correct coding edits. PTP pairs, units of service (MUE), and add-on codes."""
