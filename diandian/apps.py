from django.contrib.admin.apps import AdminConfig


class DiandianAdminConfig(AdminConfig):
    default_site = "diandian.admin.DiandianAdminSite"
