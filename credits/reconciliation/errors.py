"""How a registry's file is refused as a whole. A single bad row is no error: it is reported with its line."""

from credits.errors import CreditsError


class RegistryFileError(CreditsError):
    """A file that cannot be compared with the ledger."""


class FileTooLargeError(RegistryFileError):
    """More bytes than a registry's whole public list has."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class FileNotTextError(RegistryFileError):
    """Bytes that are neither UTF-8 nor GB18030 text, or a cell without an end."""

    def __init__(self, line: int | None = None) -> None:
        super().__init__("not a CSV text" if line is None else f"no CSV text from line {line} on")
        self.line = line


class HeaderNotRecognisedError(RegistryFileError):
    """No row that names the columns as the registry's download does. `looks_like`: whose download it is instead."""

    def __init__(self, registry: str, looks_like: tuple[str, ...]) -> None:
        super().__init__(f"not a list of {registry}; looks like {looks_like}")
        self.registry = registry
        self.looks_like = looks_like


class ReportNotReadableError(CreditsError):
    """A JSON value that no report of a reconciliation writes."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"not a report of a reconciliation: {detail}")
        self.detail = detail
