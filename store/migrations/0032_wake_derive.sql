-- Wake derive when something of a past day comes late, instead of at its next look.

-- Only for past days: a NOTIFY makes transactions commit one after another, and live readings can
-- wait the second until derive looks by itself.
create function wake_derive() returns trigger language plpgsql as $$
begin
  if exists (select from added where utc_day < (now() at time zone 'UTC')::date) then
    perform pg_notify('wegwarte_dirty', '');
  end if;
  return null;
end
$$;
create trigger dirty_wakes after insert on dirty referencing new table as added
  for each statement execute function wake_derive();
