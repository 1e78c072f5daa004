"""The questions of a mail, and for each kind that people ask a composer of its answer.

`replies(case)` answers every question in turn; `table.TOPICS` lists the kinds from the narrowest to the widest.
"""
