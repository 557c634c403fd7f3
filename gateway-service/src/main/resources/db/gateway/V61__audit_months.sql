-- The partition of a month (UTC), made if it is missing. Made apart and attached, which waits for
-- nobody who reads or writes records: CREATE TABLE … PARTITION OF waits for all of them, and whoever
-- comes then waits behind it. A wait for anything else ends, so that it is tried again later.
create or replace function audit_month(wanted timestamptz) returns void language plpgsql
  set lock_timeout = '2s'
as $$
declare
  first timestamp := date_trunc('month', wanted at time zone 'UTC');
  name text := 'audit_record_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('gateway.' || name) is not null then
    return;
  end if;
  -- The lock that attaching needs; one at a time has it.
  lock table gateway.audit_record in share update exclusive mode;
  if to_regclass('gateway.' || name) is not null then
    return;
  end if;
  execute format('create table gateway.%I (like gateway.audit_record including all)', name);
  -- Triggers of statements are not inherited.
  execute format(
    'create trigger never_truncated before truncate on gateway.%I'
    ' for each statement execute function gateway.audit_is_append_only()', name);
  execute format(
    'alter table gateway.audit_record attach partition gateway.%I for values from (%L) to (%L)',
    name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
end
$$;
