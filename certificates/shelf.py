"""The plates that are kept in the database, so that every worker and every later year stamps the same bytes."""

from collections import OrderedDict

from django.utils import timezone

from certificates.models import Plate as StoredPlate
from certificates.plates import Plate
from certificates.rendering import Shelf


class StoredShelf(Shelf):
    """Looks into the database for what this process does not remember, and keeps there what is made anew."""

    def find(self, key: str) -> Plate | None:
        row = StoredPlate.objects.filter(key=key).first()
        return Plate.from_bytes(bytes(row.body)) if row is not None else None

    def keep(self, key: str, plate: Plate) -> Plate:
        """Of two who made it at once, both use the one that was stored first."""
        made = {"body": plate.to_bytes(), "made_at": timezone.now()}
        row, is_ours = StoredPlate.objects.get_or_create(key=key, defaults=made)
        return plate if is_ours else Plate.from_bytes(bytes(row.body))

    def id_of(self, key: str) -> int | None:
        """The row of the plate of this key; None for one that was never kept."""
        rows = StoredPlate.objects.filter(key=key).values_list("pk", flat=True)
        found = rows.first()
        if found is None and key in self.plates:
            self.keep(key, self.plates[key])  # remembered from before this database was put back as it was
            return rows.first()
        return found


SHELF = StoredShelf(OrderedDict())
