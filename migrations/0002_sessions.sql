-- Proofs of who someone is, and what keeps others from guessing them.

-- A sign-in that outlives the browser: 次回から自動的にログインする (M17, D10, R33).
create table remembered_sign_ins (
    selector                bytea       not null,
    account_id              uuid        not null,
    session_epoch           integer     not null,
    validator_hash          bytea       not null,
    -- Accepted for a short while after a rotation, for tabs opened at the same moment.
    previous_validator_hash bytea,
    rotated_at              timestamptz not null,
    created_at              timestamptz not null,
    revoked_at              timestamptz,

    constraint remembered_sign_ins_pkey primary key (selector),
    constraint remembered_sign_ins_account_id_fkey foreign key (account_id) references accounts (id)
);

create table sessions (
    -- SHA-256 of the cookie's value: a copy of this table signs nobody in (R16).
    id_hash       bytea       not null,
    account_id    uuid        not null,
    session_epoch integer     not null,
    -- The remembered sign-in it came from, whose end is its end too.
    remembered    bytea,
    created_at    timestamptz not null,
    last_seen_at  timestamptz not null,
    -- A session that ended stays ended, whatever a request still in flight writes (R10).
    revoked_at    timestamptz,

    constraint sessions_pkey primary key (id_hash),
    constraint sessions_account_id_fkey foreign key (account_id) references accounts (id),
    constraint sessions_remembered_fkey foreign key (remembered) references remembered_sign_ins (selector)
);

-- All sessions of an account end at once, and the oldest gives way to the newest.
create index sessions_account_id_idx on sessions (account_id, created_at) where revoked_at is null;

-- Browsers that an account has signed in from; they have limits of their own, so that
-- nobody locks the owner out by guessing (R26).
create table known_devices (
    id_hash      bytea       not null,
    account_id   uuid        not null,
    last_used_at timestamptz not null,

    constraint known_devices_pkey primary key (id_hash, account_id),
    constraint known_devices_account_id_fkey foreign key (account_id) references accounts (id)
);

-- How often something was tried, as a theoretical arrival time (generic cell rate algorithm):
-- one row and one statement a try, shared by all server processes. Logged, not unlogged:
-- a crash must not forget guesses (R25).
create table rate_limits (
    scope      text        not null,
    -- SHA-256 of what is counted (a user ID as typed, an address): the table tells nothing by itself.
    key_hash   bytea       not null,
    arrives_at timestamptz not null,

    constraint rate_limits_pkey primary key (scope, key_hash)
);

-- Old rows are swept by time.
create index rate_limits_arrives_at_idx on rate_limits (arrives_at);

-- Failed sign-ins in a row for a typed user ID, real or not (NIST SP 800-63B 5.2.2, R25).
create table sign_in_failures (
    user_id_hash   bytea       not null,
    failures       integer     not null,
    last_failed_at timestamptz not null,

    constraint sign_in_failures_pkey primary key (user_id_hash)
);

-- Which user IDs an address has tried lately: spraying one password over many IDs is slowed (R27).
create table sign_in_sprays (
    address_hash bytea       not null,
    user_id_hash bytea       not null,
    tried_at     timestamptz not null,

    constraint sign_in_sprays_pkey primary key (address_hash, user_id_hash)
);
