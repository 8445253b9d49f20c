"""The same in DuckDB: charts_duckdb FOLDER RESULTS [MEMORY]."""

import sys
from pathlib import Path

import duckdb

DEEP, P, ALPHA = 100, 0.98, 1 / 3

RANKED = f"""
create temp table ranked as
with best as (
    select country, chart, app_id, date, min(rank)::int as rank
    from read_parquet(?, hive_partitioning = true)
    where rank <= {DEEP}
    group by all
), chart_days as (
    select country, chart, date, row_number() over (partition by country, chart order by date) as day
    from (select distinct country, chart, date from best)
), numbered as (
    select best.*, day, ln({DEEP + 1} / rank) as seen from best join chart_days using (country, chart, date)
)
select country, chart, app_id, date, day, rank,
    lag(day) over app = day - 1 as follows,
    lag(rank) over app as earlier,
    lag(day) over app is null as debut,
    lead(day) over app as next_day,
    case when day >= 28 then
        sum(seen) over (app range between 6 preceding and current row) / 7
        - sum(seen) over (app range between 27 preceding and current row) / 28 end as momentum
from numbered
window app as (partition by country, chart, app_id order by day)
"""

DAYS = f"""
with depths as (
    select unnest(generate_series(1, {DEEP})) as depth
), weights as (
    select depth, sum({P}^depth / depth) over (order by depth) as weight from depths
), apart as (
    select 2 * sum(abs(depth^(-{ALPHA}) - ({DEEP} * 1.5)^(-{ALPHA}))^(1 / ({ALPHA} + 1))) as apart from depths
), here as (
    select country, chart, day, any_value(date) as date, count(*) as listed,
        count(*) filter (not coalesce(follows, false)) as came,
        count(*) filter (not coalesce(follows, false) and not debut) as returns,
        count(*) filter (follows) as shared,
        coalesce(sum(weight) filter (follows), 0) as above,
        coalesce(sum(abs(rank^(-{ALPHA}) - earlier^(-{ALPHA}))^(1 / ({ALPHA} + 1))) filter (follows), 0) as moved
    from ranked left join weights on follows and depth = greatest(rank, earlier) - 1
    group by all
), compared as (
    select *, lag(listed) over (partition by country, chart order by day) as before,
        {DEEP} + (listed - shared + 1) / 2 as unknown
    from here
), came as (
    select country, chart, day,
        sum(abs(rank^(-{ALPHA}) - unknown^(-{ALPHA}))^(1 / ({ALPHA} + 1))) as parts
    from ranked join compared using (country, chart, day)
    where not coalesce(follows, false)
    group by all
), gone as (
    select ranked.country, ranked.chart, compared.day,
        sum(abs(rank^(-{ALPHA}) - unknown^(-{ALPHA}))^(1 / ({ALPHA} + 1))) as parts
    from ranked join compared
        on compared.country = ranked.country and compared.chart = ranked.chart and compared.day = ranked.day + 1
    where next_day is distinct from ranked.day + 1
    group by all
)
select country, chart, date, listed,
    if(day = 1, 0, came) as entries, if(day = 1, 0, returns) as returns,
    if(day = 1, 0, before - shared) as exits,
    if(day = 1, null, (1 - {P}) / {P} * (shared * (select weight from weights where depth = {DEEP}) - above)
        + shared / {DEEP} * {P}^{DEEP}) as overlap,
    if(day = 1, null, least(1, (moved + coalesce(came.parts, 0) + coalesce(gone.parts, 0)) / apart)) as turbulence
from compared
left join came using (country, chart, day) left join gone using (country, chart, day), apart
"""

APPS = """
with runs as (
    select *, sum(if(coalesce(follows, false), 0, 1)) over (partition by country, chart, app_id order by day) as run
    from ranked
), stints as (
    select country, chart, app_id, run, count(*) as days, min(rank) as best, min(date) as first, max(date) as last,
        arg_max(momentum, day) as momentum, max(momentum) as peak
    from runs group by all
)
select country, chart, app_id, sum(days) as days, min(best) as best, count(*) as stints, max(days) as longest,
    min(first) as first, max(last) as last, arg_max(momentum, run) as momentum, max(peak) as peak
from stints group by all
"""

MOVERS = """
select country, chart, date, app_id, rank, momentum from ranked
join (select country, chart, max(day) as day from ranked group by all) using (country, chart, day)
where momentum is not null
qualify row_number() over (partition by country, chart order by momentum desc, app_id) <= 10
"""


def main(folder, results, memory):
    """Number the chart-days of all countries once, and ask for each table."""
    results.mkdir(exist_ok=True)
    with duckdb.connect() as database:
        database.execute("set threads = 2")
        database.execute("set preserve_insertion_order = false")
        database.execute(f"set temp_directory = '{results / 'spill'}'")
        database.execute(f"set memory_limit = '{memory}'")
        database.execute(RANKED, [str(folder / "country=*" / "*.parquet")])
        for name, asked in (("days", DAYS), ("apps", APPS), ("movers", MOVERS)):
            database.execute(f"copy ({asked}) to '{results / name}.parquet' (format parquet)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:] or ["12GB"])
