"""The domain: what a consultation is, what may happen to it, and one use case a file.

Start with `lifecycle.py` (the tables of what may follow what) and `answers.py` (what an answer is made of).
"""
