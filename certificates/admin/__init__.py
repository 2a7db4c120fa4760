"""Certificates to look at, and the designs by which they are drawn."""

from certificates.admin.certificates import CertificateAdmin
from certificates.admin.designs import DesignAdmin
from certificates.admin.kept import FollowedPoolAdmin, PlateAdmin, SigningKeyAdmin

__all__ = ["CertificateAdmin", "DesignAdmin", "FollowedPoolAdmin", "PlateAdmin", "SigningKeyAdmin"]
