-- Who may do what. Ingest changes a stored reading only in an explicit correction; readers change nothing.

revoke all on all tables in schema public from public;
revoke execute on function ensure_partition(date) from public;
grant usage on schema public to wegwarte_ingest, wegwarte_derive, wegwarte_read;

grant select on site, site_alias, fact, closure, device, channel, datastream, deployment, judgement to wegwarte_ingest;
grant insert on device, channel, site, site_alias, datastream, fact to wegwarte_ingest;
grant insert, update, delete on deployment to wegwarte_ingest;
grant select, insert, update on run to wegwarte_ingest;
grant select, insert on block, block_payload, uplink, observation, passage, dirty, superseded to wegwarte_ingest;
-- For explicit corrections. The whole table: TimescaleDB passes a grant on columns down to its
-- compressed chunks, which have other columns.
grant update on observation to wegwarte_ingest;
grant delete on observation, passage to wegwarte_ingest; -- import undo
grant select, insert, update on ledger, rejected_group, rejected, conflict, latest to wegwarte_ingest;
grant delete on conflict, latest to wegwarte_ingest;
grant select, insert, delete on inbox to wegwarte_ingest;
grant execute on function ensure_partition(date) to wegwarte_ingest;

grant select on all tables in schema public to wegwarte_derive, wegwarte_read;
grant insert, update, delete on day_state, indicator to wegwarte_derive;
grant insert on indicator_revision, dirty to wegwarte_derive;
grant delete on dirty to wegwarte_derive;

-- The webhook of the API and a replay put messages into the inbox; nothing else is written there.
grant insert on inbox to wegwarte_read;
