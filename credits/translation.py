from modeltranslation.translator import TranslationOptions, register

from credits.models import Batch


@register(Batch)
class BatchTranslation(TranslationOptions):
    fields = ("project_name",)
