-- What the files of recordings say about themselves. Deployments and capacities of imported
-- channels follow from these rows alone, so the order of import plays no part.

create table import_file (
  id int generated always as identity primary key,
  run int not null references run,
  mapping text not null,
  scope text not null, -- one station, or '' for everything the publisher has
  name text not null,
  sha256 bytea not null,
  span tstzrange not null, -- empty: a file without rows
  rows int not null,
  unique (mapping, scope, sha256)
);
create index import_file_of_run on import_file (run);

-- A column that has values in a file, and from when to when. A column that a file of its scope
-- does not have here was not deployed.
create table import_column (
  file int not null references import_file on delete cascade,
  channel int not null references channel,
  datastream int not null references datastream on delete cascade,
  first timestamptz not null,
  ended timestamptz not null,
  primary key (channel, file)
);
create index import_column_of_file on import_column (file);

create table import_capacity (
  file int not null references import_file on delete cascade,
  site text not null references site on delete cascade,
  spaces int not null check (spaces > 0),
  standing boolean not null, -- known to the mapping, for files that say nothing
  primary key (file, site, standing)
);

-- Which datastream a label was given when it was first seen; a person may edit that datastream.
-- A publisher who swaps the labels of two loops lets one channel answer one question before and
-- another one after: that channel has two labels, and two datastreams.
create table import_label (
  channel int not null references channel,
  direction text not null,
  mode text not null, -- '': none
  role text not null,
  mapping text not null,
  datastream int not null references datastream on delete cascade,
  primary key (channel, direction, mode, role)
);

grant select, insert, delete on import_file, import_column, import_capacity, import_label
  to wegwarte_ingest;
grant update, delete on fact to wegwarte_ingest; -- capacities that files say, never a person's
grant delete on superseded to wegwarte_ingest; -- import undo puts the old value back
grant select on import_file, import_column, import_capacity, import_label
  to wegwarte_derive, wegwarte_read;
