-- The deployments of a mapping's channels, as they stand.
select p.id, p.channel, p.datastream, lower(p.valid), upper(p.valid),
  p.factor <> 1 or p.campaign or p.orientation_deg is not null as edited
from deployment as p
where p.channel in (select channel from import_label where mapping = %(mapping)s)
order by p.channel, lower(p.valid)
