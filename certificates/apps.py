from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

import credits.hooks
from diandian.lib import messages


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import tasks  # noqa: PLC0415  its tables are known only now
        from certificates.queries import listed_addresses  # noqa: PLC0415

        credits.hooks.certificate_addresses = listed_addresses
        credits.hooks.checkpoint_published = lambda: messages.send(tasks.prove_waiting)
