-- Enter deployments that the files say, except where a person has deployed something else.
-- Boxes that tell single vehicles are put up for some days: a part of a year, standing for none.
insert into deployment (channel, datastream, valid, campaign)
select channel, datastream, tstzrange(since, until),
  (select property = 'passage' from channel as c where c.id = r.channel)
from unnest(
  %(channel)s::int4[], %(datastream)s::int4[], %(since)s::timestamptz[], %(until)s::timestamptz[]
) as r (channel, datastream, since, until)
where not exists (
  select from deployment as p
  where (p.channel = r.channel or p.datastream = r.datastream)
    and p.valid && tstzrange(r.since, r.until)
)
order by channel, since
returning id, channel, datastream, lower(valid), upper(valid)
