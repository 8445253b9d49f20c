"""`python -m klubtrends`: the same as the command."""

from klubtrends.cli import run

raise SystemExit(run())
