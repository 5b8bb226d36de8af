-- Remember which capacities a file says, and which its mapping knows.
insert into import_capacity (file, site, spaces, standing)
select %(file)s, site, spaces, standing
from unnest(%(site)s::text[], %(spaces)s::int4[], %(standing)s::bool[]) as r (site, spaces, standing)
on conflict do nothing
