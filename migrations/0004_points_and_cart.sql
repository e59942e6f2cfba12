-- The shop's points, and the way to the shopping site.

-- Points belong to the shop; 1 point = 1 yen; the balance is the sum of the entries (D12).
create table points_ledger (
    id              uuid        not null,
    customer_id     uuid        not null,
    points          bigint      not null,
    cause           text        not null,
    -- Names the event that the entry books, so that booking it again books nothing (D12).
    idempotency_key text        not null,
    account_id      uuid,
    created_at      timestamptz not null,

    constraint points_ledger_pkey primary key (id),
    constraint points_ledger_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint points_ledger_account_id_fkey foreign key (account_id) references accounts (id),
    constraint points_ledger_idempotency_key unique (customer_id, idempotency_key),
    constraint points_ledger_points_check check (points <> 0)
);

-- Authorization codes (RFC 6749 4.1): once, for a minute, for one client and one account.
create table authorization_codes (
    code_hash      bytea       not null,
    client_id      text        not null,
    redirect_uri   text        not null,
    -- RFC 7636, S256 only.
    code_challenge text        not null,
    account_id     uuid        not null,
    -- The session it was asked from; a code of a session that ended is worth nothing (R49).
    session_hash   bytea       not null,
    created_at     timestamptz not null,
    expires_at     timestamptz not null,
    redeemed_at    timestamptz,

    constraint authorization_codes_pkey primary key (code_hash),
    constraint authorization_codes_account_id_fkey foreign key (account_id) references accounts (id),
    constraint authorization_codes_session_hash_fkey foreign key (session_hash) references sessions (id_hash)
);
