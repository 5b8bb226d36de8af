-- What derive needs beside its marks.

-- Its second input is the clock: the open day of held states is extended every quarter hour, and
-- at local midnight months and years take in the day that has ended. This is how far it has come;
-- day states do not tell, because a silent site has none.
create table derive_clock (
  site text primary key references site on delete cascade,
  through timestamptz not null
);
grant select, insert, update on derive_clock to wegwarte_derive;
grant select on derive_clock to wegwarte_read;

-- Counts over long intervals reach into days long after their start: found without reading the
-- month before each day.
create index observation_long on observation (channel, time) where duration_ms > 3600000;
