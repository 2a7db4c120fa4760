from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events and journeys")

    def ready(self) -> None:
        import certificates.hooks  # noqa: PLC0415
        from events.balance.standing import notices_of  # noqa: PLC0415  models are there only now
        from events.balance.witnessing import may_witness  # noqa: PLC0415
        from events.occasions import occasions  # noqa: PLC0415

        certificates.hooks.may_witness = may_witness
        certificates.hooks.notices_of = notices_of
        certificates.hooks.occasions = occasions
