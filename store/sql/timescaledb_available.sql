-- A row where TimescaleDB is installed and loaded, so that the extension can be created.
select 1
from pg_available_extensions
where name = 'timescaledb'
  and (
    installed_version is not null
    or coalesce(current_setting('shared_preload_libraries', true), '') like '%timescaledb%'
  )
