from modeltranslation.translator import TranslationOptions, register

from people.models import Organization


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("name", "description")
