"""Every exception of the kit: one leaf for each thing that the reader does next.

The text is Danish and ready to be shown: what, where, what now (`danish.say` holds the sentences).
It never quotes a line, a cell or a note of an incident.
"""


class KlubtrendsError(Exception):
    """The base of all errors that a user can do something about."""

    exit_status = 1

    def _render_traceback_(self) -> list[str]:
        """Show a notebook's reader the message alone, without a stack (IPython looks for this name)."""
        return [str(self)]


class WorkspaceError(KlubtrendsError):
    """Make, name or mend the workspace."""


class SettingsError(KlubtrendsError):
    """Mend klubtrends.toml."""


class ReferenceTableError(KlubtrendsError):
    """Mend a hand-kept table in data/reference."""


class SourceUnavailable(KlubtrendsError):
    """Wait, or look at the network: a source gave no usable answer."""


class SourceChanged(KlubtrendsError):
    """Mend a parser: a source answers in another shape than it did."""


class ArchiveDamaged(KlubtrendsError):
    """Restore a file of the raw archive from a backup."""


class RejectedSheet(KlubtrendsError):
    """Mend the incident sheet: nothing of it was taken in."""


class RegisterError(KlubtrendsError):
    """Close the other program that holds the register, or restore it."""


class WorkersUnavailable(KlubtrendsError):
    """Start the workers, name their scheduler, or install what reaches them."""


class NotEnoughData(KlubtrendsError):
    """Gather more before asking this."""


class DisclosureRisk(KlubtrendsError):
    """Do not publish: the page would tell more than the network decided to tell."""

    exit_status = 3


class Doubtful(DisclosureRisk):
    """Look again, and say that it is meant: what is to be told may point at somebody."""
