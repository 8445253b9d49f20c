"""From the register and the archive to finished pages: the one room, beside the command line, that sees all others.

Nothing raw goes further than `desk`: incidents become protected tables and signals there, and those become the page.
"""

from klubtrends.publishing.audited import audit_files
from klubtrends.publishing.edition import Edition, prepare

__all__ = ["Edition", "audit_files", "prepare"]
