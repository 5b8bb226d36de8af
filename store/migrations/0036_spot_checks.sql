-- Spot checks: what somebody saw on site, held against what the sensor said at that moment.

create table spot_check (
  id bigint generated always as identity primary key,
  site text not null references site on delete cascade,
  time timestamptz not null,
  datastream int references datastream on delete cascade, -- of a bay; null: of the whole site
  occupied boolean, -- the bay, as it was seen
  present int check (present > 0), -- of the whole site: vehicles or bays looked at
  detected int, -- and how many of them the sensor had right
  observer text not null default '',
  remarks text not null default '',
  entered_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check ((datastream is null) = (occupied is null)),
  check ((datastream is null) = (present is not null)),
  check ((present is null) = (detected is null)),
  check (detected between 0 and present)
);
create unique index spot_check_once on spot_check (site, datastream, time)
  where withdrawn_at is null and datastream is not null;
create unique index spot_check_count_once on spot_check (site, time)
  where withdrawn_at is null and datastream is null;
create trigger spot_check_audit after insert or update or delete on spot_check
  for each row execute function record_change();
grant select on spot_check to wegwarte_ingest, wegwarte_derive, wegwarte_read, wegwarte_registry;
grant insert, update on spot_check to wegwarte_registry;
