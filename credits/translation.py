from modeltranslation.translator import TranslationOptions, register

from credits.models import Account, Batch, Witness


@register(Account)
class AccountTranslation(TranslationOptions):
    fields = ("name",)


@register(Batch)
class BatchTranslation(TranslationOptions):
    fields = ("project_name",)


@register(Witness)
class WitnessTranslation(TranslationOptions):
    fields = ("title",)
