-- Wake ingest when a codec, a model or whose a name is has changed, instead of within a minute.

-- A device or name that is new needs no word: ingest asks for whom it does not know.
create function wake_ingest() returns trigger language plpgsql as $$
begin
  perform pg_notify('wegwarte_registry', '');
  return null;
end
$$;
create trigger codec_wakes after insert or update or delete on codec
  for each statement execute function wake_ingest();
create trigger device_model_wakes after insert or update or delete on device_model
  for each statement execute function wake_ingest();
create trigger device_alias_wakes after update or delete on device_alias
  for each statement execute function wake_ingest();
create trigger device_wakes after update on device for each row
  when (old.model is distinct from new.model or old.retired_at is distinct from new.retired_at)
  execute function wake_ingest();
