-- Holidays that a town or a place of it keeps beside those of its Land: a local public holiday, a
-- movable day without school. Days that are true but not typical (a fair) are judgements.

create table local_day (
  id bigint generated always as identity primary key,
  site text references site on delete cascade, -- null: every site
  kind text not null check (kind in ('public', 'school')),
  name text not null check (name <> ''),
  from_date date not null,
  to_date date not null, -- the first date that is none
  yearly boolean not null default false, -- on the same dates of every later year, too
  created_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check (to_date > from_date and to_date - from_date <= 100)
);

create trigger local_day_audit after insert or update or delete on local_day
for each row execute function record_change();

grant select on local_day to wegwarte_ingest, wegwarte_derive, wegwarte_read, wegwarte_registry;
grant insert, update on local_day to wegwarte_registry;
