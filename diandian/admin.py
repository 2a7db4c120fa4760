from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DiandianAdminSite(AdminSite):
    """Django's plain admin in the project's name and colours."""

    site_title = _("Diandian")
    site_header = _("Diandian · staff")
    index_title = _("What would you like to do?")
