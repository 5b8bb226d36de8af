-- What people, recordings and fleets say of a site, as they said it. `fact` is what follows of all
-- of it together: at each moment holds what began last, and what people say goes before what was
-- recorded. So the order in which it is said plays no part.
create table fact_said (
  id bigint generated always as identity primary key,
  site text not null references site on delete cascade,
  kind text not null,
  property text not null default '',
  value jsonb not null,
  since timestamptz, -- null: ever
  until timestamptz, -- null: until something that begins later holds
  recorded boolean not null default false, -- by files or a fleet: yields to what people say
  source text not null default '',
  check (since < until)
);
create unique index fact_said_once on fact_said (site, kind, property, since) nulls not distinct
  where not recorded;
create unique index fact_recorded_once on fact_said (site, kind, property, source, since)
  nulls not distinct where recorded;

-- What holds until the next begins was never given an end by anybody.
insert into fact_said (site, kind, property, value, since, until, recorded, source)
select f.site, f.kind, f.property, f.value, lower(f.valid),
  case when not exists (
    select from fact as n
    where n.site = f.site and n.kind = f.kind and n.property = f.property
      and lower(n.valid) = upper(f.valid)
  ) then upper(f.valid) end,
  f.source ~ '^(import:|fleet )', f.source
from fact as f;

alter table fact add column said bigint references fact_said on delete cascade;
create index fact_of_said on fact (said);
-- Nothing else changes: that is no entry of the history.
alter table fact disable trigger fact_audit;
update fact as f set said = s.id
from fact_said as s
where s.site = f.site and s.kind = f.kind and s.property = f.property
  and s.since is not distinct from lower(f.valid);
alter table fact enable trigger fact_audit;

grant select on fact_said to wegwarte_ingest, wegwarte_derive, wegwarte_read, wegwarte_registry;
grant insert, update, delete on fact_said to wegwarte_ingest, wegwarte_registry;
