-- What a key has spent of its day and month is counted from here when nobody remembers it.
create index audit_key on audit (key_id, at);
