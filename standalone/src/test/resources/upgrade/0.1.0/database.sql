-- A database as Hearth 0.1.0 left it (pg_dump --inserts): a team, keys, the built-in plugins, a question.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA gateway;

CREATE SCHEMA registry;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE gateway.api_key (
    id uuid NOT NULL,
    team text NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] NOT NULL,
    origin text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_origin_check CHECK ((origin = ANY (ARRAY['issued'::text, 'configured'::text, 'generated'::text])))
);

CREATE TABLE gateway.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    request_id text NOT NULL,
    key_id uuid NOT NULL,
    team text NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    model text,
    plugins text[] NOT NULL,
    steps integer NOT NULL,
    verdicts text[] NOT NULL,
    prompt_tokens integer NOT NULL,
    completion_tokens integer NOT NULL,
    status integer NOT NULL,
    error_code text,
    latency_ms integer NOT NULL
);

ALTER TABLE gateway.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME gateway.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE gateway.flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);

CREATE TABLE gateway.team (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT team_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);

CREATE TABLE registry.approval (
    id text NOT NULL,
    team text NOT NULL,
    conversation text NOT NULL,
    plugin text NOT NULL,
    tool text NOT NULL,
    arguments json NOT NULL,
    arguments_hash text NOT NULL,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by text,
    used_at timestamp with time zone,
    CONSTRAINT approval_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'refused'::text, 'used'::text])))
);

CREATE TABLE registry.authorization_attempt (
    state_hash text NOT NULL,
    plugin_id uuid NOT NULL,
    team text NOT NULL,
    key_id text NOT NULL,
    content bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE registry.credential (
    plugin_id uuid NOT NULL,
    team text NOT NULL,
    key_id text NOT NULL,
    content bytea NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE registry.egress_event (
    id bigint NOT NULL,
    team text NOT NULL,
    actor text NOT NULL,
    before json NOT NULL,
    after json NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE registry.egress_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.egress_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);

CREATE TABLE registry.idempotent_request (
    team text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    status integer,
    body text,
    etag text,
    location text,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE registry.plugin (
    id uuid NOT NULL,
    team text,
    name text NOT NULL,
    version integer NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    removed_at timestamp with time zone,
    removed_by text,
    live_version integer
);

CREATE TABLE registry.plugin_event (
    id bigint NOT NULL,
    plugin_id uuid NOT NULL,
    version integer,
    team text,
    actor text NOT NULL,
    action text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail text
);

ALTER TABLE registry.plugin_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.plugin_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.plugin_team (
    plugin_id uuid NOT NULL,
    team text NOT NULL,
    enabled boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE registry.plugin_version (
    plugin_id uuid NOT NULL,
    version integer NOT NULL,
    content_hash text NOT NULL,
    manifest bytea,
    manifest_url text,
    document bytea NOT NULL,
    document_url text,
    logo bytea,
    summary json NOT NULL,
    findings json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL
);

CREATE TABLE registry.team_egress (
    team text NOT NULL,
    allow json NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE registry.tool (
    plugin_id uuid NOT NULL,
    version integer NOT NULL,
    "position" integer NOT NULL,
    name text NOT NULL,
    draft json NOT NULL
);

INSERT INTO gateway.api_key VALUES ('fa7fc547-9deb-406c-ad63-7c86f9dfd525', 'default', 'first administrator', 'configured', '\x7e068376cf332b06be84903ae31049eb9a0ba64ad1716b65f84e75df1fee241c', '{chat,plugins:write,admin}', 'configured', '2026-11-25 02:37:29.787745+00', NULL, NULL);
INSERT INTO gateway.api_key VALUES ('48d662fe-7522-4854-8d7c-586eb1a6560a', 'default', 'hearth ask', 'hearth_6555db1c', '\x3636d0eb96a5f5185c18b6d26b1891bd2a7cd741fd40c615f0f164126216855b', '{chat}', 'issued', '2026-11-25 02:37:30.117108+00', NULL, NULL);
INSERT INTO gateway.api_key VALUES ('3a486f75-4f4f-4ed4-8dc9-25e2a7d018c5', 'research', 'notebook', 'hearth_020fef55', '\x78a74c3bb44f9ff0400717da377936f69431cd184083de7fe3ca4ab7bf63a1f6', '{chat}', 'issued', '2026-11-25 02:37:36.37829+00', NULL, NULL);

INSERT INTO gateway.audit OVERRIDING SYSTEM VALUE VALUES (1, '2026-11-25 02:37:30.929153+00', 'req_3de06336486242e79bb2fc7308b42a56', '48d662fe-7522-4854-8d7c-586eb1a6560a', 'default', 'GET', '/v1/plugins', NULL, '{}', 0, '{}', 0, 0, 200, NULL, 608);
INSERT INTO gateway.audit OVERRIDING SYSTEM VALUE VALUES (2, '2026-11-25 02:37:31.705522+00', 'req_08fb389c03594c5abbec8f6370883b64', '48d662fe-7522-4854-8d7c-586eb1a6560a', 'default', 'GET', '/v1/plugins', NULL, '{}', 0, '{}', 0, 0, 200, NULL, 39);
INSERT INTO gateway.audit OVERRIDING SYSTEM VALUE VALUES (3, '2026-11-25 02:37:31.930973+00', 'req_a14a950f07254e25979dcc93b8b69a9e', '48d662fe-7522-4854-8d7c-586eb1a6560a', 'default', 'GET', '/v1/plugins', NULL, '{}', 0, '{}', 0, 0, 200, NULL, 126);
INSERT INTO gateway.audit OVERRIDING SYSTEM VALUE VALUES (4, '2026-11-25 02:37:32.175402+00', 'req_eaa76fa45e4648e9814cd47de07ac535', '48d662fe-7522-4854-8d7c-586eb1a6560a', 'default', 'GET', '/v1/plugins', NULL, '{}', 0, '{}', 0, 0, 200, NULL, 38);
INSERT INTO gateway.audit OVERRIDING SYSTEM VALUE VALUES (5, '2026-11-25 02:37:36.498866+00', 'req_ee4538910fad4518b089eb45a88e2c02', 'fa7fc547-9deb-406c-ad63-7c86f9dfd525', 'default', 'POST', '/v1/chat/completions', 'smollm2-135m-instruct', '{calculator}', 1, '{}', 346, 31, 200, NULL, 4575);
INSERT INTO gateway.audit OVERRIDING SYSTEM VALUE VALUES (6, '2026-11-25 02:37:41.109425+00', 'req_b64220fb293242bc9cc108914dea263d', 'fa7fc547-9deb-406c-ad63-7c86f9dfd525', 'default', 'GET', '/v1/plugins', NULL, '{}', 0, '{}', 0, 0, 200, NULL, 11);

INSERT INTO gateway.flyway_schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"gateway"', NULL, 'hearth', '2026-11-25 02:37:25.385243', 0, true);
INSERT INTO gateway.flyway_schema_history VALUES (1, '1', 'teams keys and audit', 'SQL', 'V1__teams_keys_and_audit.sql', 384523920, 'hearth', '2026-11-25 02:37:25.653686', 113, true);

INSERT INTO gateway.team VALUES ('default', '2026-11-25 02:37:25.771884+00');
INSERT INTO gateway.team VALUES ('research', '2026-11-25 02:37:36.32679+00');

INSERT INTO registry.flyway_schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"registry"', NULL, 'hearth', '2026-11-25 02:37:25.380169', 0, true);
INSERT INTO registry.flyway_schema_history VALUES (1, '1', 'plugins and approvals', 'SQL', 'V1__plugins_and_approvals.sql', 795619179, 'hearth', '2026-11-25 02:37:25.601828', 173, true);
INSERT INTO registry.flyway_schema_history VALUES (2, '2', 'credentials versions and egress', 'SQL', 'V2__credentials_versions_and_egress.sql', -206370048, 'hearth', '2026-11-25 02:37:25.971675', 205, true);

INSERT INTO registry.plugin VALUES ('f6934376-415f-436f-b315-bee246b4d137', NULL, 'calculator', 1, 1, '2026-11-25 02:37:31.61847+00', 'platform', NULL, NULL, 1);
INSERT INTO registry.plugin VALUES ('ad329d55-aa69-439e-9700-f38e8656c8b8', NULL, 'clock', 1, 1, '2026-11-25 02:37:31.988068+00', 'platform', NULL, NULL, 1);

INSERT INTO registry.plugin_event OVERRIDING SYSTEM VALUE VALUES (1, 'f6934376-415f-436f-b315-bee246b4d137', 1, NULL, 'platform', 'registered', '2026-11-25 02:37:31.61847+00', 'live');
INSERT INTO registry.plugin_event OVERRIDING SYSTEM VALUE VALUES (2, 'ad329d55-aa69-439e-9700-f38e8656c8b8', 1, NULL, 'platform', 'registered', '2026-11-25 02:37:31.988068+00', 'live');

INSERT INTO registry.plugin_version VALUES ('f6934376-415f-436f-b315-bee246b4d137', 1, '9402e7dc0193ab9ab24161ee2dbf61360f29f43d1c0c3a824dc1ac1660302278', '\x7b0a202022736368656d615f76657273696f6e223a20227631222c0a2020226e616d655f666f725f68756d616e223a202243616c63756c61746f72222c0a2020226e616d655f666f725f6d6f64656c223a202263616c63756c61746f72222c0a2020226465736372697074696f6e5f666f725f68756d616e223a202245786163742061726974686d657469632c2070657263656e74616765732c20706f776572732c20726f6f747320616e6420756e6974732e222c0a2020226465736372697074696f6e5f666f725f6d6f64656c223a202243616c63756c617465732065786163746c793a2073756d732c20646966666572656e6365732c2070726f64756374732c2071756f7469656e74732c2070657263656e74616765732c20706f776572732c20726f6f74732c20616e6420636f6e766572747320756e697473206f66206d6561737572652e2055736520697420666f722065766572792063616c63756c6174696f6e2077697468206e756d626572732e222c0a20202261757468223a207b202274797065223a20226e6f6e6522207d2c0a202022617069223a207b202274797065223a20226f70656e617069222c202275726c223a20222f63616c63756c61746f722f6f70656e6170692e79616d6c22207d2c0a2020226c6f676f5f75726c223a20222f63616c63756c61746f722f6c6f676f2e737667222c0a202022636f6e746163745f656d61696c223a2022706c7567696e73406865617274682e696e76616c6964222c0a2020226c6567616c5f696e666f5f75726c223a20222f63616c63756c61746f722f6f70656e6170692e79616d6c220a7d0a', 'http://127.0.0.1:23404/calculator/.well-known/ai-plugin.json', '\x6f70656e6170693a20332e302e330a696e666f3a0a20207469746c653a2043616c63756c61746f720a202076657273696f6e3a202231220a20206465736372697074696f6e3a2045786163742061726974686d6574696320616e6420756e697473206f66206d6561737572652e0a736572766572733a0a20202d2075726c3a202f63616c63756c61746f720a70617468733a0a20202f63616c63756c6174653a0a202020206765743a0a2020202020206f7065726174696f6e49643a2063616c63756c6174650a20202020202073756d6d6172793a2043616c63756c617465207468652076616c7565206f6620616e2061726974686d657469632065787072657373696f6e2c207375636820617320612073756d2c2070726f647563742c2070657263656e746167652c20706f776572206f7220726f6f742e0a202020202020706172616d65746572733a0a20202020202020202d206e616d653a2065787072657373696f6e0a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a205468652065787072657373696f6e2c20666f72206578616d706c65203237202a203435332c20313525206f66203234302c2073717274283229206f7220325e31300a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d696e4c656e6774683a20310a2020202020202020202020206d61784c656e6774683a20313030300a202020202020726573706f6e7365733a0a202020202020202022323030223a0a202020202020202020206465736372697074696f6e3a205468652076616c75650a20202020202020202020636f6e74656e743a0a2020202020202020202020206170706c69636174696f6e2f6a736f6e3a0a2020202020202020202020202020736368656d613a0a20202020202020202020202020202020247265663a2022232f636f6d706f6e656e74732f736368656d61732f56616c7565220a202020202020202022343030223a0a202020202020202020206465736372697074696f6e3a20576861742069732077726f6e672077697468207468652065787072657373696f6e0a20202020202020202020636f6e74656e743a0a2020202020202020202020206170706c69636174696f6e2f6a736f6e3a0a2020202020202020202020202020736368656d613a0a20202020202020202020202020202020247265663a2022232f636f6d706f6e656e74732f736368656d61732f50726f626c656d220a20202f636f6e766572743a0a202020206765743a0a2020202020206f7065726174696f6e49643a20636f6e766572740a20202020202073756d6d6172793a20436f6e766572742061206e756d6265722066726f6d206f6e6520756e6974206f66206d65617375726520746f20616e6f746865722c2073756368206173206d696c657320746f206b696c6f6d65747265732c20706f756e647320746f206b696c6f6772616d73206f722046616872656e6865697420746f2043656c736975732e0a202020202020706172616d65746572733a0a20202020202020202d206e616d653a2076616c75650a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a20546865206e756d62657220746f20636f6e766572740a20202020202020202020736368656d613a0a202020202020202020202020747970653a206e756d6265720a20202020202020202d206e616d653a2066726f6d0a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a2054686520756e6974206f6620746865206e756d6265722c20666f72206578616d706c65206d696c650a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d696e4c656e6774683a20310a2020202020202020202020206d61784c656e6774683a2034300a20202020202020202d206e616d653a20746f0a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a2054686520756e69742077616e7465642c20666f72206578616d706c65206b6d0a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d696e4c656e6774683a20310a2020202020202020202020206d61784c656e6774683a2034300a202020202020726573706f6e7365733a0a202020202020202022323030223a0a202020202020202020206465736372697074696f6e3a205468652076616c756520696e2074686520756e69742077616e7465640a20202020202020202020636f6e74656e743a0a2020202020202020202020206170706c69636174696f6e2f6a736f6e3a0a2020202020202020202020202020736368656d613a0a20202020202020202020202020202020247265663a2022232f636f6d706f6e656e74732f736368656d61732f56616c7565220a202020202020202022343030223a0a202020202020202020206465736372697074696f6e3a20576861742069732077726f6e67207769746820746865206e756d626572206f72206120756e69740a20202020202020202020636f6e74656e743a0a2020202020202020202020206170706c69636174696f6e2f6a736f6e3a0a2020202020202020202020202020736368656d613a0a20202020202020202020202020202020247265663a2022232f636f6d706f6e656e74732f736368656d61732f50726f626c656d220a636f6d706f6e656e74733a0a2020736368656d61733a0a2020202056616c75653a0a202020202020747970653a206f626a6563740a20202020202072657175697265643a205b726573756c745d0a20202020202070726f706572746965733a0a2020202020202020726573756c743a0a20202020202020202020747970653a20737472696e670a202020202020202020206465736372697074696f6e3a205468652076616c75652c20657861637420756e6c65737320617070726f78696d61746520697320747275650a2020202020202020617070726f78696d6174653a0a20202020202020202020747970653a20626f6f6c65616e0a202020202020202020206465736372697074696f6e3a2050726573656e7420616e642074727565207768657265207468652076616c75652077617320726f756e64656420746f203135206469676974730a2020202050726f626c656d3a0a202020202020747970653a206f626a6563740a20202020202072657175697265643a205b6572726f725d0a20202020202070726f706572746965733a0a20202020202020206572726f723a0a20202020202020202020747970653a20737472696e670a', 'http://127.0.0.1:23404/calculator/openapi.yaml', NULL, '{"title":"Calculator","description":"Exact arithmetic, percentages, powers, roots and units.","purpose":"Calculates exactly: sums, differences, products, quotients, percentages, powers, roots, and converts units of measure. Use it for every calculation with numbers.","authentication":"none","auth":{"type":"NONE","basic":false,"authorizeUrl":null,"tokenUrl":null,"scope":null,"json":false,"keyName":null,"keyIn":null},"operations":2}', '[{"severity":"warning","source":"manifest","pointer":"/api/url","rule":"relative-api-url","message":"Make api.url absolute; it is read relative to the manifest''s address."}]', '2026-11-25 02:37:31.61847+00', 'platform');
INSERT INTO registry.plugin_version VALUES ('ad329d55-aa69-439e-9700-f38e8656c8b8', 1, 'be102381c04f67273cc2a96efb7be1ada3ca98a316a20c8b4663768f3f6daa5a', '\x7b0a202022736368656d615f76657273696f6e223a20227631222c0a2020226e616d655f666f725f68756d616e223a2022436c6f636b222c0a2020226e616d655f666f725f6d6f64656c223a2022636c6f636b222c0a2020226465736372697074696f6e5f666f725f68756d616e223a202244617465732c2074696d6573206f662064617920616e642074696d65207a6f6e65732e222c0a2020226465736372697074696f6e5f666f725f6d6f64656c223a202254656c6c73207468652063757272656e74206461746520616e642074696d6520616e7977686572652c20636f756e7473207468652064617973206265747765656e2064617465732c206164647320746f206120646174652c20616e6420636f6e76657274732074696d6573206265747765656e2074696d65207a6f6e65732e20557365206974207768656e657665722074686520616e7377657220646570656e6473206f6e20746f646179206f72206f6e20612063616c656e6461722e222c0a20202261757468223a207b202274797065223a20226e6f6e6522207d2c0a202022617069223a207b202274797065223a20226f70656e617069222c202275726c223a20222f636c6f636b2f6f70656e6170692e79616d6c22207d2c0a2020226c6f676f5f75726c223a20222f636c6f636b2f6c6f676f2e737667222c0a202022636f6e746163745f656d61696c223a2022706c7567696e73406865617274682e696e76616c6964222c0a2020226c6567616c5f696e666f5f75726c223a20222f636c6f636b2f6f70656e6170692e79616d6c220a7d0a', 'http://127.0.0.1:23404/clock/.well-known/ai-plugin.json', '\x6f70656e6170693a20332e302e330a696e666f3a0a20207469746c653a20436c6f636b0a202076657273696f6e3a202231220a20206465736372697074696f6e3a2044617465732c2074696d6573206f662064617920616e642074696d65207a6f6e65732e0a736572766572733a0a20202d2075726c3a202f636c6f636b0a70617468733a0a20202f6e6f773a0a202020206765743a0a2020202020206f7065726174696f6e49643a2063757272656e745f74696d650a20202020202073756d6d6172793a2047657420746f646179277320646174652c20746865207765656b64617920616e64207468652063757272656e742074696d65206f66206461792c20696e20612063697479206f722074696d65207a6f6e652e0a202020202020706172616d65746572733a0a20202020202020202d206e616d653a207a6f6e650a20202020202020202020696e3a2071756572790a202020202020202020206465736372697074696f6e3a2043697479206f722074696d65207a6f6e652c20666f72206578616d706c6520546f6b796f206f72204575726f70652f4265726c696e3b20555443206966206c656674206f75740a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a202020202020726573706f6e7365733a0a202020202020202022323030223a0a202020202020202020206465736372697074696f6e3a205468652063757272656e74206461746520616e642074696d650a20202f646966666572656e63653a0a202020206765743a0a2020202020206f7065726174696f6e49643a20646179735f6265747765656e0a20202020202073756d6d6172793a20436f756e74207468652064617973206265747765656e2074776f2064617465732c20666f72206578616d706c6520686f77206c6f6e6720756e74696c20612064617465206f722073696e6365206120646174652e0a202020202020706172616d65746572733a0a20202020202020202d206e616d653a2066726f6d0a20202020202020202020696e3a2071756572790a202020202020202020206465736372697074696f6e3a20466972737420646174652c207375636820617320323032352d30332d31343b20746f646179206966206c656674206f75740a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a20202020202020202d206e616d653a20746f0a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a205365636f6e6420646174652c207375636820617320323032352d31322d32340a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a202020202020726573706f6e7365733a0a202020202020202022323030223a0a202020202020202020206465736372697074696f6e3a2054686520646966666572656e63650a20202f6164643a0a202020206765743a0a2020202020206f7065726174696f6e49643a206164645f746f5f646174650a20202020202073756d6d6172793a2041646420646179732c207765656b732c206d6f6e746873206f7220796561727320746f206120646174652c206f72207375627472616374207468656d2e0a202020202020706172616d65746572733a0a20202020202020202d206e616d653a20646174650a20202020202020202020696e3a2071756572790a202020202020202020206465736372697074696f6e3a2054686520646174652c207375636820617320323032352d30332d31343b20746f646179206966206c656674206f75740a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a20202020202020202d206e616d653a20616d6f756e740a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a20486f77206d616e792c206e6567617469766520746f2073756274726163740a20202020202020202020736368656d613a0a202020202020202020202020747970653a20696e74656765720a2020202020202020202020206d696e696d756d3a202d313030303030300a2020202020202020202020206d6178696d756d3a20313030303030300a20202020202020202d206e616d653a20756e69740a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a202020202020202020202020656e756d3a205b6d696e757465732c20686f7572732c20646179732c207765656b732c206d6f6e7468732c2079656172735d0a202020202020726573706f6e7365733a0a202020202020202022323030223a0a202020202020202020206465736372697074696f6e3a2054686520726573756c74696e67206461746520616e6420697473207765656b6461790a20202f636f6e766572743a0a202020206765743a0a2020202020206f7065726174696f6e49643a20636f6e766572745f74696d650a20202020202073756d6d6172793a20436f6e7665727420612074696d65206f66206461792066726f6d206f6e652063697479206f722074696d65207a6f6e6520746f20616e6f746865722e0a202020202020706172616d65746572733a0a20202020202020202d206e616d653a2074696d650a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a2054696d6520737563682061732031353a3330206f7220323032352d30332d31345431353a33300a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a20202020202020202d206e616d653a2066726f6d0a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a2043697479206f722074696d65207a6f6e65206f6620746861742074696d652c20666f72206578616d706c65204e657720596f726b0a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a20202020202020202d206e616d653a20746f0a20202020202020202020696e3a2071756572790a2020202020202020202072657175697265643a20747275650a202020202020202020206465736372697074696f6e3a2043697479206f722074696d65207a6f6e652077616e7465642c20666f72206578616d706c6520546f6b796f0a20202020202020202020736368656d613a0a202020202020202020202020747970653a20737472696e670a2020202020202020202020206d61784c656e6774683a2036340a202020202020726573706f6e7365733a0a202020202020202022323030223a0a202020202020202020206465736372697074696f6e3a205468652074696d652074686572650a', 'http://127.0.0.1:23404/clock/openapi.yaml', NULL, '{"title":"Clock","description":"Dates, times of day and time zones.","purpose":"Tells the current date and time anywhere, counts the days between dates, adds to a date, and converts times between time zones. Use it whenever the answer depends on today or on a calendar.","authentication":"none","auth":{"type":"NONE","basic":false,"authorizeUrl":null,"tokenUrl":null,"scope":null,"json":false,"keyName":null,"keyIn":null},"operations":4}', '[{"severity":"warning","source":"manifest","pointer":"/api/url","rule":"relative-api-url","message":"Make api.url absolute; it is read relative to the manifest''s address."}]', '2026-11-25 02:37:31.988068+00', 'platform');

INSERT INTO registry.tool VALUES ('f6934376-415f-436f-b315-bee246b4d137', 1, 0, 'calculate', '{"name":"calculate","description":"Calculate the value of an arithmetic expression, such as a sum, product, percentage, power or root.","parameters":{"type":"object","properties":{"expression":{"type":"string","minLength":1,"maxLength":1000,"description":"The expression, for example 27 * 453, 15% of 240, sqrt(2) or 2^10"}},"required":["expression"],"additionalProperties":false},"consequential":false,"alwaysAsk":false,"operation":{"method":"GET","server":"http://127.0.0.1:23404/calculator","path":"/calculate","parameters":[{"argument":"expression","name":"expression","in":"query","style":"form","explode":true,"json":false}],"body":null}}');
INSERT INTO registry.tool VALUES ('f6934376-415f-436f-b315-bee246b4d137', 1, 1, 'convert', '{"name":"convert","description":"Convert a number from one unit of measure to another, such as miles to kilometres, pounds to kilograms or Fahrenheit to Celsius.","parameters":{"type":"object","properties":{"value":{"type":"number","description":"The number to convert"},"from":{"type":"string","minLength":1,"maxLength":40,"description":"The unit of the number, for example mile"},"to":{"type":"string","minLength":1,"maxLength":40,"description":"The unit wanted, for example km"}},"required":["value","from","to"],"additionalProperties":false},"consequential":false,"alwaysAsk":false,"operation":{"method":"GET","server":"http://127.0.0.1:23404/calculator","path":"/convert","parameters":[{"argument":"value","name":"value","in":"query","style":"form","explode":true,"json":false},{"argument":"from","name":"from","in":"query","style":"form","explode":true,"json":false},{"argument":"to","name":"to","in":"query","style":"form","explode":true,"json":false}],"body":null}}');
INSERT INTO registry.tool VALUES ('ad329d55-aa69-439e-9700-f38e8656c8b8', 1, 0, 'current_time', '{"name":"current_time","description":"Get today''s date, the weekday and the current time of day, in a city or time zone.","parameters":{"type":"object","properties":{"zone":{"type":"string","maxLength":64,"description":"City or time zone, for example Tokyo or Europe/Berlin; UTC if left out"}},"additionalProperties":false},"consequential":false,"alwaysAsk":false,"operation":{"method":"GET","server":"http://127.0.0.1:23404/clock","path":"/now","parameters":[{"argument":"zone","name":"zone","in":"query","style":"form","explode":true,"json":false}],"body":null}}');
INSERT INTO registry.tool VALUES ('ad329d55-aa69-439e-9700-f38e8656c8b8', 1, 1, 'days_between', '{"name":"days_between","description":"Count the days between two dates, for example how long until a date or since a date.","parameters":{"type":"object","properties":{"from":{"type":"string","maxLength":64,"description":"First date, such as 2025-03-14; today if left out"},"to":{"type":"string","maxLength":64,"description":"Second date, such as 2025-12-24"}},"required":["to"],"additionalProperties":false},"consequential":false,"alwaysAsk":false,"operation":{"method":"GET","server":"http://127.0.0.1:23404/clock","path":"/difference","parameters":[{"argument":"from","name":"from","in":"query","style":"form","explode":true,"json":false},{"argument":"to","name":"to","in":"query","style":"form","explode":true,"json":false}],"body":null}}');
INSERT INTO registry.tool VALUES ('ad329d55-aa69-439e-9700-f38e8656c8b8', 1, 2, 'add_to_date', '{"name":"add_to_date","description":"Add days, weeks, months or years to a date, or subtract them.","parameters":{"type":"object","properties":{"date":{"type":"string","maxLength":64,"description":"The date, such as 2025-03-14; today if left out"},"amount":{"type":"integer","minimum":-1000000,"maximum":1000000,"description":"How many, negative to subtract"},"unit":{"type":"string","enum":["minutes","hours","days","weeks","months","years"]}},"required":["amount","unit"],"additionalProperties":false},"consequential":false,"alwaysAsk":false,"operation":{"method":"GET","server":"http://127.0.0.1:23404/clock","path":"/add","parameters":[{"argument":"date","name":"date","in":"query","style":"form","explode":true,"json":false},{"argument":"amount","name":"amount","in":"query","style":"form","explode":true,"json":false},{"argument":"unit","name":"unit","in":"query","style":"form","explode":true,"json":false}],"body":null}}');
INSERT INTO registry.tool VALUES ('ad329d55-aa69-439e-9700-f38e8656c8b8', 1, 3, 'convert_time', '{"name":"convert_time","description":"Convert a time of day from one city or time zone to another.","parameters":{"type":"object","properties":{"time":{"type":"string","maxLength":64,"description":"Time such as 15:30 or 2025-03-14T15:30"},"from":{"type":"string","maxLength":64,"description":"City or time zone of that time, for example New York"},"to":{"type":"string","maxLength":64,"description":"City or time zone wanted, for example Tokyo"}},"required":["time","from","to"],"additionalProperties":false},"consequential":false,"alwaysAsk":false,"operation":{"method":"GET","server":"http://127.0.0.1:23404/clock","path":"/convert","parameters":[{"argument":"time","name":"time","in":"query","style":"form","explode":true,"json":false},{"argument":"from","name":"from","in":"query","style":"form","explode":true,"json":false},{"argument":"to","name":"to","in":"query","style":"form","explode":true,"json":false}],"body":null}}');

SELECT pg_catalog.setval('gateway.audit_id_seq', 6, true);

SELECT pg_catalog.setval('registry.egress_event_id_seq', 1, false);

SELECT pg_catalog.setval('registry.plugin_event_id_seq', 2, true);

ALTER TABLE ONLY gateway.api_key
    ADD CONSTRAINT api_key_hash_key UNIQUE (hash);

ALTER TABLE ONLY gateway.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY gateway.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY gateway.flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);

ALTER TABLE ONLY gateway.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (name);

ALTER TABLE ONLY registry.approval
    ADD CONSTRAINT approval_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.authorization_attempt
    ADD CONSTRAINT authorization_attempt_pkey PRIMARY KEY (state_hash);

ALTER TABLE ONLY registry.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (plugin_id, team);

ALTER TABLE ONLY registry.egress_event
    ADD CONSTRAINT egress_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);

ALTER TABLE ONLY registry.idempotent_request
    ADD CONSTRAINT idempotent_request_pkey PRIMARY KEY (team, key);

ALTER TABLE ONLY registry.plugin_event
    ADD CONSTRAINT plugin_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.plugin
    ADD CONSTRAINT plugin_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.plugin_team
    ADD CONSTRAINT plugin_team_pkey PRIMARY KEY (plugin_id, team);

ALTER TABLE ONLY registry.plugin_version
    ADD CONSTRAINT plugin_version_pkey PRIMARY KEY (plugin_id, version);

ALTER TABLE ONLY registry.team_egress
    ADD CONSTRAINT team_egress_pkey PRIMARY KEY (team);

ALTER TABLE ONLY registry.tool
    ADD CONSTRAINT tool_pkey PRIMARY KEY (plugin_id, version, "position");

ALTER TABLE ONLY registry.tool
    ADD CONSTRAINT tool_plugin_id_version_name_key UNIQUE (plugin_id, version, name);

CREATE INDEX api_key_team ON gateway.api_key USING btree (team, created_at);

CREATE INDEX audit_at ON gateway.audit USING btree (at);

CREATE INDEX audit_team ON gateway.audit USING btree (team, at);

CREATE INDEX flyway_schema_history_s_idx ON gateway.flyway_schema_history USING btree (success);

CREATE INDEX approval_conversation ON registry.approval USING btree (team, conversation, plugin, tool, arguments_hash);

CREATE INDEX approval_expiry ON registry.approval USING btree (expires_at);

CREATE INDEX authorization_attempt_expiry ON registry.authorization_attempt USING btree (expires_at);

CREATE INDEX flyway_schema_history_s_idx ON registry.flyway_schema_history USING btree (success);

CREATE UNIQUE INDEX plugin_name ON registry.plugin USING btree (COALESCE(team, ''::text), lower(name)) WHERE (removed_at IS NULL);

ALTER TABLE ONLY gateway.api_key
    ADD CONSTRAINT api_key_team_fkey FOREIGN KEY (team) REFERENCES gateway.team(name);

ALTER TABLE ONLY registry.authorization_attempt
    ADD CONSTRAINT authorization_attempt_plugin_id_fkey FOREIGN KEY (plugin_id) REFERENCES registry.plugin(id);

ALTER TABLE ONLY registry.credential
    ADD CONSTRAINT credential_plugin_id_fkey FOREIGN KEY (plugin_id) REFERENCES registry.plugin(id);

ALTER TABLE ONLY registry.plugin_event
    ADD CONSTRAINT plugin_event_plugin_id_fkey FOREIGN KEY (plugin_id) REFERENCES registry.plugin(id);

ALTER TABLE ONLY registry.plugin_team
    ADD CONSTRAINT plugin_team_plugin_id_fkey FOREIGN KEY (plugin_id) REFERENCES registry.plugin(id);

ALTER TABLE ONLY registry.plugin_version
    ADD CONSTRAINT plugin_version_plugin_id_fkey FOREIGN KEY (plugin_id) REFERENCES registry.plugin(id);

ALTER TABLE ONLY registry.tool
    ADD CONSTRAINT tool_plugin_id_version_fkey FOREIGN KEY (plugin_id, version) REFERENCES registry.plugin_version(plugin_id, version);
