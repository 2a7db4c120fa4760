from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

import credits.hooks


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates.queries import listed_addresses  # noqa: PLC0415  its tables are known only now

        credits.hooks.certificate_addresses = listed_addresses
