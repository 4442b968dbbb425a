"""Map, ranking, trend and table with Vizro, as its documentation would build them. Only for the bench."""

import json
import os
from pathlib import Path

import pandas as pd
import vizro.models as vm
import vizro.plotly.express as px
from vizro import Vizro
from vizro.models.types import capture
from vizro.tables import dash_ag_grid

DATA = Path(os.environ["BENCH_DATA"])
VALUES = pd.read_csv(DATA / "values.csv", dtype={"area": str}).dropna(subset="value")
SHAPES = json.loads((DATA / "districts.geojson").read_text(encoding="utf-8"))
for feature in SHAPES["features"]:
    feature["id"] = feature.get("id") or feature["properties"].get("area") or feature["properties"].get("key")


@capture("graph")
def choropleth(data_frame):
    import plotly.express

    figure = plotly.express.choropleth(data_frame, geojson=SHAPES, locations="area", color="value", hover_name="name")
    return figure.update_geos(fitbounds="locations", visible=False)


page = vm.Page(
    title="Thüringen",
    layout=vm.Grid(grid=[[0, 1], [2, 3]]),
    components=[
        vm.Graph(id="map", figure=choropleth(data_frame=VALUES)),
        vm.Graph(id="ranking", figure=px.bar(VALUES, x="value", y="name", orientation="h")),
        vm.Graph(id="trend", figure=px.line(VALUES, x="year", y="value", color="name")),
        vm.Table(id="table", figure=dash_ag_grid(data_frame=VALUES)),
    ],
    controls=[
        vm.Filter(column="indicator", selector=vm.Dropdown(value="sgb2_children_rate", multi=False)),
        vm.Filter(column="year", targets=["map", "ranking", "table"], selector=vm.Slider(step=1, value=2024)),
    ],
)
app = Vizro().build(vm.Dashboard(pages=[page]))
server = app.dash.server
