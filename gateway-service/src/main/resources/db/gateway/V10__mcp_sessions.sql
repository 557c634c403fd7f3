-- Sessions of MCP clients, so that every gateway knows them.
create table mcp_session (
  -- SHA-256 of the session's id, in hexadecimal.
  id_hash text primary key,
  -- Whose session it is: nobody else may use it.
  key_id text not null,
  protocol text not null,
  -- Whether the client can ask its user for an approval.
  elicitation boolean not null,
  created_at timestamptz not null,
  used_at timestamptz not null
);

create index mcp_session_key on mcp_session (key_id, created_at);
create index mcp_session_used on mcp_session (used_at);
