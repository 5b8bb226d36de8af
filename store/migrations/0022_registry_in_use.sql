-- What people do with the registry every day: groups, life cycle, campaigns, measures, counts by hand.

-- Sites that belong together for a planner: a quarter, what is in walking distance of the station.
create table site_group (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name text not null,
  remarks text not null default '',
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

create table site_group_member (
  id bigint generated always as identity primary key,
  site_group text not null references site_group on delete cascade,
  site text not null references site on delete cascade,
  valid tstzrange not null check (not isempty(valid)),
  constraint site_group_member_once exclude using gist (site_group with =, site with =, valid with &&)
);

-- Retired sites and datastreams keep what they know; nothing is deployed at them any more.
alter table site add column remarks text not null default '', add column retired_at timestamptz;

alter table datastream
  add column lat float8 check (lat between -90 and 90), -- of the bay or lane, WGS 84
  add column lon float8 check (lon between -180 and 180),
  add column remarks text not null default '',
  add column retired_at timestamptz,
  add check ((lat is null) = (lon is null));

-- The stamps of a device's life; `silent` is no stamp, it is seen.
alter table device
  add column remarks text not null default '',
  add column installed_at timestamptz,
  add column out_of_service_at timestamptz;

alter table deployment add column remarks text not null default '';

-- Every name by which messages and people know a device; a DevEUI in lower-case hex.
create table if not exists device_alias (
  alias text primary key,
  device text not null references device,
  kind text not null check (kind in ('dev_eui', 'server_id', 'serial', 'name')),
  since timestamptz not null default now()
);

-- What a town did: a new cycle street, a tariff. Asked for "before and after".
create table measure (
  id bigint generated always as identity primary key,
  site text references site on delete cascade,
  site_group text references site_group on delete cascade,
  name text not null,
  from_date date not null,
  to_date date, -- exclusive; null: for good
  remarks text not null default '',
  created_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check (num_nonnulls(site, site_group) = 1),
  check (to_date is null or to_date > from_date)
);

-- Counted by people. A source of its own: never in a sensor's series, never added to one.
create table manual_observation (
  id bigint generated always as identity primary key,
  site text not null references site on delete cascade,
  property text not null,
  mode text not null default '', -- '' where it has no meaning
  direction text not null default 'none' check (direction in ('a', 'b', 'both', 'none')),
  place text not null default '', -- bay or lane
  time timestamptz not null, -- of a count the start of its interval
  duration_s int check (duration_s > 0),
  value float8 not null,
  observer text not null default '',
  remarks text not null default '',
  sheet text not null default '', -- the file it came in
  entered_at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create unique index manual_observation_once
  on manual_observation (site, property, mode, direction, place, time) where withdrawn_at is null;

-- The known number of vehicles in a car park at one moment: what a balance is corrected with.
create table anchor (
  id bigint generated always as identity primary key,
  site text not null references site on delete cascade,
  time timestamptz not null,
  vehicles int not null check (vehicles >= 0),
  remarks text not null default '',
  entered_at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create unique index anchor_once on anchor (site, time) where withdrawn_at is null;

create trigger site_group_audit after insert or update or delete on site_group for each row execute function record_change();
create trigger site_group_member_audit after insert or update or delete on site_group_member for each row execute function record_change();
create trigger measure_audit after insert or update or delete on measure for each row execute function record_change();
create trigger manual_observation_audit after insert or update or delete on manual_observation for each row execute function record_change();
create trigger anchor_audit after insert or update or delete on anchor for each row execute function record_change();
create or replace trigger device_alias_audit after insert or update or delete on device_alias for each row execute function record_change();
create index audit_key on audit (key);

-- Who may write the registry without owning the database: the API, for those who show a key.
do $$
begin
  if not exists (select from pg_roles where rolname = 'wegwarte_registry') then
    begin
      create role wegwarte_registry nologin;
    exception when duplicate_object or unique_violation then
      null; -- a second database of the same server migrates at the same moment
    end;
  end if;
  if not pg_has_role(current_user, 'wegwarte_registry', 'member') then
    grant wegwarte_registry to current_user;
  end if;
end
$$;

grant usage on schema public to wegwarte_registry;
grant select on all tables in schema public to wegwarte_registry;
grant insert, update on device_alias, site, site_alias, fact, closure, device, datastream, judgement, site_group,
  site_group_member, measure, manual_observation, anchor to wegwarte_registry;
grant delete on site_alias, fact, site_group_member to wegwarte_registry;
grant insert, update, delete on deployment to wegwarte_registry;
grant insert on channel, dirty to wegwarte_registry;
grant select on site_group, site_group_member, measure, manual_observation, anchor
  to wegwarte_ingest, wegwarte_derive, wegwarte_read;
