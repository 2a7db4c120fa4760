"""How sealing refuses. Errors carry values; whoever shows them chooses the words."""

from enum import StrEnum


class KeyPairProblem(StrEnum):
    """Why a private key and a certificate are not a pair that may sign."""

    KEY = "key"  # no private key on the curve P-256, in PEM without a password
    CERTIFICATE = "certificate"  # no X.509 certificate in PEM
    MISMATCH = "mismatch"  # the certificate is another key's
    DEMONSTRATION = "demonstration"  # a demonstration's certificate, for a key that is to sign real ones


class KeyPairError(Exception):
    """The texts are no pair of a private key and its certificate."""

    def __init__(self, problem: KeyPairProblem) -> None:
        super().__init__(f"not a pair that may sign: {problem.value}")
        self.problem = problem
