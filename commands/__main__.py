"""`python -m commands` is `caseconsultant`."""

from commands import main

main()
