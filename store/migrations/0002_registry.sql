-- What is where since when: places, hardware, and which channel answers which question.

create table site (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name text not null,
  kind text not null check (kind in ('car_park', 'parking_zone', 'cross_section', 'cycle_track', 'station')),
  time_zone text not null default 'Europe/Berlin',
  geometry jsonb, -- GeoJSON (RFC 7946), WGS 84
  direction_a text, -- the site's own names for its directions
  direction_b text,
  public boolean not null default true,
  attribution text, -- licence line of the data's publisher
  sample boolean not null default false, -- came with the demo
  created_at timestamptz not null default now()
);

-- Old ids and foreign numbers (station number, street key) that every command and URL accepts.
create table site_alias (
  alias text primary key,
  site text not null references site on delete cascade
);

-- Facts with validity: every indicator uses the fact that holds at its time.
create table fact (
  id bigint generated always as identity primary key,
  site text not null references site on delete cascade,
  kind text not null check (kind in ('capacity', 'regulated_hours', 'opening_hours', 'speed_limit')),
  value jsonb not null, -- capacity: number of spaces; hours: 'Mon-Sat 08:00-18:00'; limit: km/h
  valid tstzrange not null check (not isempty(valid)),
  source text not null default '',
  constraint fact_one_at_a_time exclude using gist (site with =, kind with =, valid with &&),
  constraint fact_value_fits check (
    (kind in ('capacity', 'speed_limit') and jsonb_typeof(value) = 'number' and (value)::numeric >= 0)
    or (kind in ('regulated_hours', 'opening_hours') and jsonb_typeof(value) = 'string')
  )
);

-- Recurring in local wall time ("Tue,Fri 06:00-14:00 market"); reduces capacity while it lasts.
create table closure (
  id bigint generated always as identity primary key,
  site text not null references site on delete cascade,
  every text not null, -- as written; analytics.closures reads it
  spaces int check (spaces > 0), -- null: the whole site
  from_date date not null,
  to_date date, -- exclusive; null: until further notice
  except_dates date[] not null default '{}',
  reason text not null default '',
  created_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check (to_date is null or to_date > from_date)
);

create table device (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  model text not null, -- devices.models, or 'import' for the pseudo-devices of recordings
  name text not null default '',
  registered_at timestamptz not null default now(),
  accepted_at timestamptz, -- readings before it are commissioning: visible, in no indicator
  retired_at timestamptz
);

-- What a device says about one thing; made on first sight. Raw rows belong to it and never move.
create table channel (
  id int generated always as identity primary key,
  device text not null references device,
  name text not null check (length(name) between 1 and 128),
  property text not null,
  hold_max_s int not null default 0 check (hold_max_s between 0 and 2678400),
  unique (device, name)
);

create table datastream (
  id int generated always as identity primary key,
  site text not null references site on delete cascade,
  property text not null,
  direction text not null default 'none' check (direction in ('a', 'b', 'both', 'none')),
  mode text check (mode in ('bicycle', 'pedestrian', 'car', 'heavy', 'motor')),
  lane text,
  bay text,
  role text not null default 'part' check (role in ('part', 'check')),
  source_id text not null, -- the publisher's channel number, else the channel's name
  name text not null default '',
  nominal_interval_s int check (nominal_interval_s > 0), -- counts: the usual interval
  unique (site, property, source_id)
);

-- Channel -> datastream for [from, to). Applied when reading, never when writing: a swap, a move
-- or a new calibration changes one row here and makes a range dirty.
create table deployment (
  id bigint generated always as identity primary key,
  channel int not null references channel,
  datastream int not null references datastream on delete cascade,
  valid tstzrange not null check (not isempty(valid)),
  factor float8 not null default 1 check (factor > 0 and factor < 1000),
  orientation_deg float8,
  campaign boolean not null default false,
  constraint deployment_channel_once exclude using gist (channel with =, valid with &&),
  constraint deployment_datastream_once exclude using gist (datastream with =, valid with &&)
);

-- A person's word on a datastream or a site for a time. Raw values are never changed.
create table judgement (
  id bigint generated always as identity primary key,
  site text references site on delete cascade,
  datastream int references datastream on delete cascade,
  kind text not null check (kind in ('anomalous', 'out_of_service', 'calibrated', 'atypical')),
  factor float8,
  valid tstzrange not null check (not isempty(valid)),
  reason text not null default '',
  who text not null default current_user,
  created_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check (num_nonnulls(site, datastream) = 1),
  check ((kind = 'calibrated') = (factor is not null))
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  who text not null,
  why text not null default '',
  what text not null, -- table
  key text not null,
  before jsonb,
  after jsonb
);

-- Every change of the registry is written down with who, when, before and after.
create function record_change() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  insert into public.audit (who, why, what, key, before, after)
  values (
    coalesce(nullif(current_setting('wegwarte.who', true), ''), session_user),
    coalesce(current_setting('wegwarte.why', true), ''),
    tg_table_name,
    coalesce(to_jsonb(new) ->> 'id', to_jsonb(old) ->> 'id', to_jsonb(new) ->> 'alias', to_jsonb(old) ->> 'alias'),
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end
  );
  return null;
end
$$;

create trigger site_audit after insert or update or delete on site for each row execute function record_change();
create trigger site_alias_audit after insert or update or delete on site_alias for each row execute function record_change();
create trigger fact_audit after insert or update or delete on fact for each row execute function record_change();
create trigger closure_audit after insert or update or delete on closure for each row execute function record_change();
create trigger device_audit after insert or update or delete on device for each row execute function record_change();
create trigger datastream_audit after insert or update or delete on datastream for each row execute function record_change();
create trigger deployment_audit after insert or update or delete on deployment for each row execute function record_change();
create trigger judgement_audit after insert or update or delete on judgement for each row execute function record_change();
