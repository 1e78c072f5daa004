"""Celery and the queue in the database: leases, the sweeper, and one short handler a job kind."""
