-- Whether anything is stored of these channels between these instants.
select exists (
  select
  from unnest(%(channel)s::int4[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
    as r (channel, begins, ends)
  cross join lateral (
    select
    from observation as o
    where o.channel = r.channel and o.time between r.begins and r.ends
      and o.time between %(first)s and %(last)s -- lets the planner skip partitions
    limit 1
  ) as found
)
