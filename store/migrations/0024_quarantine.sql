-- Messages that are read a second time, by a better decoder: what the first reading had made up.

-- A block of a second reading names the one whose messages it read again; it holds no messages.
alter table block add column reads bigint references block;
create index block_reads on block (reads) where reads is not null;

-- new_block null: the value was taken out, nothing stands in its place.
alter table superseded
  alter column new_quality drop not null,
  alter column new_block drop not null,
  add column run int references run,
  add check ((new_block is null) = (new_quality is null));

-- Vehicles that a first reading had made up, or had seen otherwise; they were taken out.
create table superseded_passage (
  id bigint generated always as identity primary key,
  channel int not null references channel,
  time timestamptz not null,
  n int not null,
  speed_km_h real,
  length_m real,
  vehicle_class int2,
  quality int2 not null,
  block bigint not null,
  run int not null references run,
  cause text not null,
  who text not null,
  at timestamptz not null
);
create index superseded_passage_identity on superseded_passage (channel, time);

grant select, insert on superseded_passage to wegwarte_ingest;
grant select on superseded_passage to wegwarte_derive, wegwarte_read;
