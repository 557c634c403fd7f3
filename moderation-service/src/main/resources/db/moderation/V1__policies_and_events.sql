create table policies (
    team       text        not null,
    version    integer     not null check (version > 0),
    document   jsonb       not null,
    changed_by text        not null,
    changed_at timestamptz not null default now(),
    primary key (team, version)
);
comment on table policies is 'what a team has decided, every version of it; the highest is in force';

create table events (
    id             uuid        primary key,
    at             timestamptz not null,
    team           text        not null,
    request_id     text        not null,
    direction      text        not null,
    action         text        not null,
    shadow_action  text,
    policy_version integer     not null,
    findings       jsonb       not null,
    sha256         text        not null,
    length         integer     not null,
    content        text,
    review         text        check (review in ('confirmed', 'overturned')),
    labels         jsonb,
    note           text,
    reviewed_by    text,
    reviewed_at    timestamptz
);
comment on table events is 'verdicts that did something, or that a shadow policy would have changed';
comment on column events.content is 'the text, only where the team''s policy keeps texts';

create index events_by_time on events (at desc, id desc);
create index events_by_team on events (team, at desc, id desc);
