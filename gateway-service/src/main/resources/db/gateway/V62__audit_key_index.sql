-- An administrator looks for what one key did, and of one that is rarely used all would be read; in a
-- batch a key's entries go to one place. No index for model, status or verdict: each would cost every
-- request, and they tell few records apart. Building it holds up whoever writes, so where there is much,
-- only months that are made from now on have it; docs/audit.md says how the others get it.
set local lock_timeout = '5s';
do $$
declare
  size bigint := (select sum(pg_relation_size(inhrelid)) from pg_inherits
    where inhparent = 'gateway.audit_record'::regclass);
begin
  if coalesce(size, 0) < 64 << 20 then
    create index audit_record_key on gateway.audit_record (key_id, recorded_at);
  else
    create index audit_record_key on only gateway.audit_record (key_id, recorded_at);
  end if;
end
$$;
