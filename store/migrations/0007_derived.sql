-- What is computed: one row a datastream and UTC day, and local days, months and years.

create table day_state (
  datastream int not null references datastream on delete cascade,
  utc_day date not null,
  state bytea not null, -- analytics.quarters.DayState.pack(); replaced only when its bytes differ
  method_version int2 not null,
  computed_at timestamptz not null,
  primary key (datastream, utc_day)
);

-- A series is one question about a site: 'volume' of one mode and direction, 'occupancy' of a window.
create table indicator (
  site text not null references site on delete cascade,
  indicator text not null,
  mode text not null default '', -- '' where it has no meaning
  direction text not null default '', -- '': all directions together
  variant text not null default '', -- occupancy: the window it is a mean of
  bucket text not null check (bucket in ('day', 'month', 'year')),
  start date not null, -- local date
  value float8,
  n_expected int not null,
  n_valid int not null,
  coverage float8,
  flag int2 not null,
  method_version int2 not null,
  -- Below: not part of invariant 5.
  status text not null default 'provisional' check (status in ('provisional', 'final')),
  revision int not null default 0,
  watermark timestamptz not null,
  computed_at timestamptz not null,
  primary key (site, indicator, mode, direction, variant, bucket, start)
);

create table indicator_revision (
  id bigint generated always as identity primary key,
  site text not null,
  indicator text not null,
  mode text not null,
  direction text not null,
  variant text not null,
  bucket text not null,
  start date not null,
  revision int not null,
  old_value float8,
  new_value float8,
  cause text not null,
  at timestamptz not null
);
create index indicator_revision_of on indicator_revision (site, indicator, bucket, start);
