"""The build stops at what it cannot vouch for and says where; signs mean what their publication says they mean."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators import building, queries, versions
from indicators.assembling import COLUMNS, derived
from indicators.building import WITHOUT_VALUE, BuildRefused, build, checked, read_figures
from indicators.catalogue import catalogue
from indicators.deliveries import signing

GISD, SECURITY = "rki_gisd_2025", "regional_basic_security"
HEAD = "area,year,measure,value,sign"
Edit = Callable[[str], str]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data with two publications, and an empty place for the store."""
    (tmp_path / "figures").mkdir()
    for name in (GISD, SECURITY):
        shutil.copy(versions.DATA / "figures" / f"{name}.csv", tmp_path / "figures")
    monkeypatch.setattr(versions, "DATA", tmp_path)
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path / "store"))
    return tmp_path


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Everything the build writes, from the shipped figures."""
    found = checked(read_figures())
    return pd.concat([found, derived(found)], ignore_index=True)[COLUMNS]


def change(data: Path, source: str, edit: Edit) -> None:
    path = data / "figures" / f"{source}.csv"
    before = path.read_text(encoding="utf-8")
    path.write_text(edit(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before


def one(rows: pd.DataFrame, measure: str, area: str, year: int) -> pd.Series:
    found = rows[(rows["measure"] == measure) & (rows["area"] == area) & (rows["year"] == year)]
    assert len(found) == 1
    return found.iloc[0]


def line_of(data: Path, source: str, start: str) -> int:
    lines = (data / "figures" / f"{source}.csv").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "16051,2021,gisd_score_rki,0.66061,",
            "16051,2021,gisd_score_rki,,?",
            "Das Zeichen „?“ steht nicht in der Legende",
        ),
        (
            "16051,2021,gisd_score_rki,0.66061,",
            "16051,2021,gisd_score_rki,,-",
            "Das Zeichen „-“ steht nicht in der Legende",
        ),
        ("16051,2021,gisd_score_rki,0.66061,", "16051,2021,gisd_score_rki,,", "Weder Wert noch Zeichen"),
        ("16051,2021,gisd_score_rki,0.66061,", "16051,2021,gisd_score_rki,0;66061,", "„0;66061“ ist keine Zahl"),
        ("16051,2021,gisd_score_rki,0.66061,", "16051,2021,gisd_score_rki,nan,", "„nan“ ist keine Zahl"),
        ("16051,2021,gisd_score_rki,0.66061,", "16051,21,gisd_score_rki,0.66061,", "„21“ ist kein Jahr"),
        (
            "16051,2021,gisd_score_rki,0.66061,",
            "16051,1997,gisd_score_rki,0.66061,",
            "Für 1997 nennt die Quelle keinen",
        ),
        ("16051,2021,gisd_score_rki,0.66061,", "1605,2021,gisd_score_rki,0.66061,", "„1605“ hat keine bekannte Länge"),
    ],
)
def test_a_cell_that_means_nothing_stops_the_build_with_file_line_and_cell(
    data: Path, old: str, new: str, said: str
) -> None:
    line = line_of(data, GISD, old)
    change(data, GISD, lambda text: text.replace(old, new))
    with pytest.raises(BuildRefused) as refused:
        build()
    assert str(refused.value).startswith(f"rki_gisd_2025.csv, Zeile {line}: ")
    assert said in str(refused.value)
    assert not (data / "store" / "current").exists()


def test_a_value_beside_a_sign_that_says_there_is_none_stops_the_build(data: Path) -> None:
    change(
        data,
        SECURITY,
        lambda text: text.replace("16051,2013,sgb2_employable,16786,", "16051,2013,sgb2_employable,16786,."),
    )
    assert set(WITHOUT_VALUE) == set(signing.WITHOUT_VALUE)  # a delivery is judged as what is shipped
    with pytest.raises(BuildRefused, match=r"regional_basic_security\.csv, Zeile \d+: Neben dem Wert 16786 steht"):
        build()


def test_a_missing_area_stops_the_build(data: Path) -> None:
    change(data, GISD, lambda text: text.replace("16051,2021,gisd_score_rki,0.66061,\n", ""))
    with pytest.raises(
        BuildRefused, match=r"gisd_score_rki 2021, Gebietsstand 2021: ohne Fläche: keine; ohne Zeile: 16051\."
    ):
        build()


def test_an_additional_area_stops_the_build(data: Path) -> None:
    change(data, GISD, lambda text: text + "16056,2021,gisd_score_rki,0.5,\n")
    with pytest.raises(
        BuildRefused, match=r"gisd_score_rki 2021, Gebietsstand 2021: ohne Fläche: 16056; ohne Zeile: keine\."
    ):
        build()


def test_a_number_for_eisenach_after_its_end_stops_the_build(data: Path) -> None:
    change(data, SECURITY, lambda text: text.replace("16056,2022,sgb2_employable,,-", "16056,2022,sgb2_employable,0,"))
    with pytest.raises(BuildRefused, match="ohne Fläche: 16056"):
        build()


def test_a_repeated_row_stops_the_build(data: Path) -> None:
    change(data, GISD, lambda text: text + "16051,2021,gisd_score_rki,0.66061,\n")
    with pytest.raises(BuildRefused, match=r"gisd_score_rki: 16051 2021 steht doppelt"):
        build()


def test_a_measure_nobody_described_stops_the_build(data: Path) -> None:
    change(data, GISD, lambda text: text.replace("gisd_score_rki", "gisd_scores"))
    with pytest.raises(BuildRefused, match=r"Nicht in measures\.yaml beschrieben: gisd_scores\."):
        build()


def test_a_file_without_a_source_record_stops_the_build(data: Path) -> None:
    (data / "figures" / "found_somewhere.csv").write_text(f"{HEAD}\n", encoding="utf-8")
    with pytest.raises(BuildRefused, match=r"found_somewhere\.csv: Es fehlt der Quellensatz"):
        build()


def test_other_columns_stop_the_build(data: Path) -> None:
    change(data, GISD, lambda text: text.replace(HEAD, "area,jahr,measure,value,sign"))
    with pytest.raises(BuildRefused, match=r"rki_gisd_2025\.csv: Erwartet werden die Spalten area, year"):
        build()


def test_a_refused_build_leaves_the_version_in_use_as_it_was(data: Path) -> None:
    version, _ = build()
    change(data, GISD, lambda text: text.replace("0.66061", "0,66061"))
    with pytest.raises(BuildRefused):
        build()
    assert versions.current_version() == version
    assert [path.name for path in (data / "store").glob("*.duckdb")] == [f"{version}.duckdb"]


def test_what_a_killed_build_left_behind_is_removed(data: Path) -> None:
    folder = data / "store"
    folder.mkdir()
    (folder / "abc.999999999.building").write_bytes(b"half")
    (folder / "abc.999999999.building.wal").write_bytes(b"half")
    (folder / "abc.999999999.building.tmp").mkdir()
    build()
    assert not list(folder.glob("*.building*"))


def test_what_another_build_is_still_writing_is_left_alone(data: Path) -> None:
    folder = data / "store"
    folder.mkdir()
    (folder / "abc.1.building").write_bytes(b"half")  # process 1 always runs
    build()
    assert [path.name for path in folder.glob("*.building*")] == ["abc.1.building"]


def test_a_point_stays_unknown_and_an_x_says_that_a_number_would_make_no_sense(rows: pd.DataFrame) -> None:
    # rate of unemployed foreigners: `.` for all districts in 2017 and 2018, `x` for the Kyffhäuserkreis in 2021
    for area, year, status, sign in (("16051", 2017, "unknown", "."), ("16065", 2021, "not_applicable", "x")):
        row = one(rows, "unemployment_rate_foreigners_ba", area, year)
        assert pd.isna(row["value"])
        assert (row["status"], row["sign"]) == (status, sign)


def test_a_dash_of_the_structural_figures_is_exactly_zero(rows: pd.DataFrame) -> None:
    row = one(rows, "structural_vocational_school_leavers_per_1000", "16068", 2022)
    assert (row["value"], row["status"], row["sign"]) == (0, "zero", "–")


def test_eisenach_has_no_row_after_2020_and_its_dashes_never_became_zeros(rows: pd.DataFrame) -> None:
    eisenach = rows[rows["area"] == "16056"]
    assert eisenach["year"].max() == 2020
    assert not (eisenach["sign"] == "-").any()


def test_every_sign_without_a_value_is_kept_beside_a_status_that_says_why(rows: pd.DataFrame) -> None:
    empty = rows[rows["value"].isna()]
    assert len(empty) > 0
    assert empty["sign"].notna().all()
    assert set(empty["status"]) == {"unknown", "not_applicable"}
    assert set(rows.loc[rows["value"].notna(), "status"]) == {"value", "zero"}


def test_a_sum_is_the_sum_of_its_parts(rows: pd.DataFrame) -> None:
    # Gera 31.12.2024: 1,868 + 2,364 + 3,413 + 4,501 children under 15
    assert one(rows, "residents_under_15", "16052", 2024)["value"] == 12146
    # Erfurt 31.12.2024: 1,903 fewer would be wrong; 34,012 + 133,469 under 65
    assert one(rows, "residents_under_65", "16051", 2024)["value"] == 167481


def test_a_sum_with_an_unknown_part_is_unknown_and_carries_its_sign(rows: pd.DataFrame) -> None:
    # Sonneberg 2016 hides old age (`.`) and with it the total
    row = one(rows, "minimum_security_without_asylum", "16072", 2016)
    assert pd.isna(row["value"])
    assert (row["status"], row["sign"]) == ("unknown", ".")


def test_a_difference_takes_away_what_it_says(rows: pd.DataFrame) -> None:
    # Gera 2024: 12,708 recipients of minimum security benefits, 770 of them asylum seekers
    assert one(rows, "minimum_security_without_asylum", "16052", 2024)["value"] == 11938


def test_every_measure_of_the_catalogue_is_built(rows: pd.DataFrame) -> None:
    assert set(rows["measure"]) == set(catalogue().measures)


def test_numerators_and_denominators_of_a_rate_always_stand_on_the_same_territory(rows: pd.DataFrame) -> None:
    divisions = {
        key: group.iloc[0] for key, group in rows[rows["level"] == "district"].groupby(["measure", "year"])["division"]
    }
    for record in catalogue().indicators.values():
        if record.numerator and record.denominator:
            for (measure, year), division in divisions.items():
                below = divisions.get((record.denominator.measure, year))
                if measure == record.numerator.measure and below is not None:
                    assert division == below, (record.id, year)


def test_both_copies_of_the_figures_hold_the_same_rows(data: Path) -> None:
    build()
    by_measure = queries.observations(["gisd_score_rki"], ["district"])
    by_area = queries.of_area("16051", "district")
    expected = by_measure[by_measure["area"] == "16051"].reset_index(drop=True)
    found = by_area[by_area["measure"] == "gisd_score_rki"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)
    assert len(found) == 24  # 1998 to 2021
    assert data.is_dir()


def test_the_figures_are_read_in_one_pass_without_loss() -> None:
    rows = building.read_figures()
    lines = sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in (versions.DATA / "figures").glob("*.csv")
    )
    assert len(rows) == lines
