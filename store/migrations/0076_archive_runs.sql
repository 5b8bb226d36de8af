-- What `wegwarte archive apply`, by hand or every night, has done: who looks knows that it works.
create table archive_run (
  id bigint generated always as identity primary key,
  by text not null check (by in ('command', 'nightly')),
  keep_months int not null,
  begun_at timestamptz not null,
  ended_at timestamptz, -- null: at work, or killed; the next run goes on
  months date[] not null default '{}', -- archived by it
  problem text -- why it ended early, for people
);
grant select, insert, update on archive_run to wegwarte_ingest;
grant select on archive_run to wegwarte_derive, wegwarte_read;

-- Whoever restores a month says that it is not known any more by which formulas all is made.
grant delete on derive_formula to wegwarte_ingest;
