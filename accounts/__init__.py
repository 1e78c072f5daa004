"""Who may ask and who may answer: organisations, people, sign-in, and the quota ledger."""
