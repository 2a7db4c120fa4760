from modeltranslation.translator import TranslationOptions, register

from footprint.models import Factor, FactorSet


@register(FactorSet)
class FactorSetTranslation(TranslationOptions):
    fields = ("name",)


@register(Factor)
class FactorTranslation(TranslationOptions):
    fields = ("activity",)
