-- Stays in single bays, which outlive the readings they were derived from, and the limit of a stay.

-- A stretch of one state of a bay, debounced: what a car did, or how long the bay was free. It is
-- derived from readings and registry alone: of what goes on `end_at` says how long its last reading
-- holds, so time alone changes no row.
create table stay (
  datastream int not null references datastream on delete cascade,
  begin_at timestamptz not null,
  end_at timestamptz not null,
  occupied boolean not null, -- false: the bay was free
  arrived boolean not null, -- the beginning was seen; else it may have begun earlier
  departed boolean not null, -- the end was seen; else it may have lasted longer
  resumed boolean not null, -- the same state as before a silence: one vehicle, as far as is known
  method_version int2 not null,
  computed_at timestamptz not null,
  primary key (datastream, begin_at),
  check (end_at > begin_at)
);
create index stay_end on stay (end_at);
grant select, insert, update, delete on stay to wegwarte_derive;
grant select on stay to wegwarte_read, wegwarte_registry;

-- How long one may park in the regulated hours, and what is tolerated beyond. [min]
alter table fact drop constraint fact_kind_check, drop constraint fact_value_fits;
alter table fact
  add constraint fact_kind_check check (kind in (
    'capacity', 'regulated_hours', 'opening_hours', 'speed_limit', 'max_stay', 'stay_grace'
  )),
  add constraint fact_value_fits check (
    (kind in ('capacity', 'speed_limit', 'max_stay', 'stay_grace')
      and jsonb_typeof(value) = 'number' and (value)::numeric >= 0)
    or (kind in ('regulated_hours', 'opening_hours') and jsonb_typeof(value) = 'string')
  );

-- What is there already is derived once: every day of a bay that has a state.
insert into dirty (datastream, utc_day, cause)
select s.datastream, s.utc_day, 'stays'
from day_state as s
join datastream as d on d.id = s.datastream
where d.property = 'bay_state';
