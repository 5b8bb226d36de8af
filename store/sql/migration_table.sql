-- What has been applied, and for which engine; made before the first migration.
create table if not exists migration (
  number int primary key,
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default now()
);
create table if not exists migration_engine (
  engine text not null check (engine in ('plain', 'timescaledb')),
  only_one boolean primary key default true check (only_one)
);
