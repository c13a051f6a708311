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
        Field("name", "Name", minimal=True, help="The place as people there call it."),
        Field("district", "District", level=Level.I, minimal=True,
              help="The district is what others usually see of a place."),
        Field("province", "Province or region", level=Level.I, help="The larger area it belongs to."),
        Field("country", "Country", Type.CODE, "country", level=Level.P, indexed=True, help="Where the place is."),
        Field("kind", "Kind of place", Type.CODE, "place_kind", level=Level.I,
              help="Such as a home, a road or a police post."),
        Field("latitude", "Latitude", Type.DECIMAL, low=-90, high=90, level=Level.R,
              help="In degrees with a point, such as -12.5; north is plus."),
        Field("longitude", "Longitude", Type.DECIMAL, low=-180, high=180, level=Level.R,
              help="In degrees with a point, such as -98.754; east is plus."),
        Field("precision", "How exact", Type.CODE, "place_precision", level=Level.I,
              help="The spot itself, the village, or only the district."),
    ),
)  # fmt: skip
