"""How actions on designs refuse. Errors carry values; `certificates.design_phrases` chooses the words."""

from collections.abc import Sequence

from certificates.designs.drafts import Finding
from certificates.errors import CertificatesError


class DesignRefusedError(CertificatesError):
    """A design that may not be published, with every reason that was found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} reasons not to publish")
        self.findings = list(findings)


class DesignPublishedError(CertificatesError):
    """A design that is published is neither changed, nor deleted, nor published again."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the design {name!r} is published")
        self.name = name


class DesignChangedError(CertificatesError):
    """Somebody changed the draft while it was being looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the design {name!r} was changed meanwhile")
        self.name = name
