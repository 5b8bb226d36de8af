-- The engine this database was set up for.
select engine from migration_engine
