"""What could tell who a text is about: found, and replaced by its kind.

Structured identifiers (`identifier_spans`), names of persons (`name_spans`; `strict_spans` denies by default) and
indirect descriptions (`indirect_spans`), which are for a person to judge and are never replaced. No scrubber finds
everything: a person reads what it leaves before it goes anywhere.
"""

from klubtrends.incidents.scrub.hints import indirect_spans
from klubtrends.incidents.scrub.identifiers import Span, identifier_spans
from klubtrends.incidents.scrub.names import name_spans, strict_spans
from klubtrends.incidents.scrub.scrubbing import Scrubbed, scrub

__all__ = ["Scrubbed", "Span", "identifier_spans", "indirect_spans", "name_spans", "scrub", "strict_spans"]
