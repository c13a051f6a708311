"""Places, as exact as known."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind

PLACE = Kind(
    name="place",
    number=5,
    prefix="PL",
    label="Place",
    plural="Places",
    level=Level.C,
    icon="place", found="", only_linked=True,
    title=("name",),
    columns=("name", "district", "country"),
    own=(
        Field("name", "Name", help="The local name of the place."),
        Field("district", "District", level=Level.I, help="Other people usually see only the district of a place."),
        Field("province", "Province or region", level=Level.I, help="The larger area it belongs to."),
        Field("country", "Country", Type.CODE, "country", level=Level.P, indexed=True,
              help="The country of the place."),
        Field("kind", "Kind of place", Type.CODE, "place_kind", level=Level.I,
              help="Examples: a home, a road, a police post."),
        Field("latitude", "Latitude", Type.DECIMAL, low=-90, high=90, level=Level.R,
              help="Degrees with a decimal point. Example: -12.5. North is plus."),
        Field("longitude", "Longitude", Type.DECIMAL, low=-180, high=180, level=Level.R,
              help="Degrees with a decimal point. Example: -98.754. East is plus."),
        Field("precision", "Precision", Type.CODE, "place_precision", level=Level.I,
              help="The exact point, the village, or only the district.")
    ),
)  # fmt: skip
