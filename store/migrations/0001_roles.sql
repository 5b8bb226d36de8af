-- Group roles, least privilege: a service connects as whom it may and sets its role.
-- Roles belong to the whole server, so another database may have made them already.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['wegwarte_ingest', 'wegwarte_derive', 'wegwarte_read'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then
        null; -- a second database of the same server migrates at the same moment
      end;
    end if;
    -- The migrating role must be able to become each of them (`SET ROLE`).
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
end
$$;

create extension if not exists btree_gist;
