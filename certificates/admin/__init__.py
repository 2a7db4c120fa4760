"""Certificates to look at, and the designs by which they are drawn."""

from certificates.admin.certificates import CertificateAdmin
from certificates.admin.designs import DesignAdmin

__all__ = ["CertificateAdmin", "DesignAdmin"]
