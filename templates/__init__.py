"""What people see: `email/<name>/` for letters, `web/` for pages. Display only."""
