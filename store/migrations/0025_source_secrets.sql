-- Addresses and credentials of network servers are for ingest alone: who keeps the registry sees none.
revoke select on source from wegwarte_registry;
grant select (name, kind) on source to wegwarte_registry;
