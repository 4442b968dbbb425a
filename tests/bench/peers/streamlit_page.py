"""Map, ranking, trend and table with Streamlit, as its documentation would build them. Only for the bench."""

import json
import os
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

DATA = Path(os.environ["BENCH_DATA"])


@st.cache_data
def values() -> pd.DataFrame:
    return pd.read_csv(DATA / "values.csv", dtype={"area": str}).dropna(subset="value")


@st.cache_data
def shapes() -> dict:
    found = json.loads((DATA / "districts.geojson").read_text(encoding="utf-8"))
    for feature in found["features"]:
        feature["id"] = feature.get("id") or feature["properties"].get("area") or feature["properties"].get("key")
    return found


st.set_page_config(layout="wide")
st.title("Thüringen")
indicator = st.selectbox("Indikator", values()["indicator"].unique())
series = values()[values()["indicator"] == indicator]
years = sorted(series["year"].unique())
year = st.select_slider("Jahr", years, value=years[-1])
shown = series[series["year"] == year].sort_values("value", ascending=False)

left, right = st.columns(2)
choropleth = px.choropleth(shown, geojson=shapes(), locations="area", color="value", hover_name="name")
left.plotly_chart(choropleth.update_geos(fitbounds="locations", visible=False))
right.plotly_chart(px.bar(shown, x="value", y="name", orientation="h"))
left.plotly_chart(px.line(series, x="year", y="value", color="name"))
right.dataframe(shown)
