"""Settings, plans, database engines, logging and migrations. Nothing here behaves; everything here is read."""
