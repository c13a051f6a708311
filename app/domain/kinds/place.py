"""Places, as exact as known, and the areas around them."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group, Home, Kind, Role

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
        Field("name", "Name", facet="place", help="The local name of the place."),
        Field("district", "District", level=Level.I, facet="place",
              help="Other people usually see only the district of a place."),
        Field("province", "Province or region", level=Level.I, facet="place",
              help="The larger area it belongs to."),
        Field("country", "Country", Type.CODE, "country", level=Level.P, indexed=True,
              help="The country of the place."),
        Field("kind", "Kind of place", Type.CODE, "place_kind", level=Level.I,
              help="Examples: a home, a road, a police post."),
        Field("latitude", "Latitude", Type.DECIMAL, low=-90, high=90, level=Level.R, facet="point",
              help="Degrees with a decimal point. Example: -12.5. North is plus."),
        Field("longitude", "Longitude", Type.DECIMAL, low=-180, high=180, level=Level.R, facet="point",
              help="Degrees with a decimal point. Example: -98.754. East is plus."),
        Field("precision", "Precision", Type.CODE, "place_precision", level=Level.I,
              help="The exact point, the village, or only the district.")
    ),
    roles=(
        Role("within", "Area around it", ("area",), facet="internal",
             help="Choose one of your own areas. It wins over the words."),
    ),
    groups=(Group("name district province country within kind"),
            Group("latitude longitude precision", "Position", "route")),
)  # fmt: skip

AREA = Kind(
    name="area",
    number=49,
    prefix="AR",
    label="Area",
    plural="Areas",
    level=Level.R,
    icon="place", home=Home("network", "areas"), steps=("areas",),
    title=("name",),
    columns=("level", "code"),
    empty_text="Countries and provinces are there already. Add the districts and villages of your work.",
    own=(
        Field("name", "Name", required=True, help="The name as you show it to others."),
        Field("other_names", "Other names", Type.TAGS,
              help="Other spellings and languages, separated by commas."),
        Field("level", "Level", Type.CODE, "area_level", required=True,
              help="A country, a province, a district or a locality."),
        Field("around", "Country or province",
              help="The wider area, by name or by code. Example: Quiché, or GT-14."),
        Field("code", "Code", help="The code of this area in ISO 3166 or in your table."),
        Field("latitude", "Latitude", Type.DECIMAL, low=-90, high=90,
              help="The middle, in degrees with a decimal point. North is plus."),
        Field("longitude", "Longitude", Type.DECIMAL, low=-180, high=180,
              help="The middle, in degrees with a decimal point. East is plus."),
        Field("radius_km", "Radius in kilometres", Type.DECIMAL, low=0,
              help="The distance from the middle to the farthest point."),
        Field("source", "Source of the data", help="The table or the person with this information."),
    ),
    roles=(
        Role("parent", "Inside the area", ("area",),
             help="Choose an own area, or write the country or province below."),
    ),
    groups=(Group("name level parent around other_names"),
            Group("code latitude longitude radius_km source", "Code and position", "route")),
)  # fmt: skip
