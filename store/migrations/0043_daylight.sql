-- Counters that see by daylight only: nothing is expected of them by night.

-- From sunrise to sunset where the site's point is; a site without one is expected to count always.
alter table datastream add column daylight_only boolean not null default false;
