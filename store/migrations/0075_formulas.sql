-- By which version of its method everything stored was made, so that derive asks a few rows when it
-- starts instead of every number of the history. No row: it is not known, and has to be looked at.
create table derive_formula (
  method text primary key, -- 'day_state', 'stay', or an indicator
  version int2 not null,
  since timestamptz not null
);
grant select, insert, update, delete on derive_formula to wegwarte_derive;
grant select on derive_formula to wegwarte_read;
