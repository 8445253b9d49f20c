"""`python -m klubtrends`: the same as the command."""

from klubtrends.cli import main

raise SystemExit(main())
