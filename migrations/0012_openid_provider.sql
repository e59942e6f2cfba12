-- The portal as an OpenID provider: who may ask, with which keys it answers, and what it gave out (X11, R49, R50).

-- In the order in which the portal locks them, so that neither waits for the other in a circle.
lock table sessions in access exclusive mode;
lock table authorization_codes in access exclusive mode;

-- What all sessions have in common that renewed each other: it is still one sign-in.
alter table sessions add column sign_in_id uuid not null default gen_random_uuid();
-- When it went on under another identifier; until that is there, the sign-in goes on.
alter table sessions add column renewed_at timestamptz;
-- With what they proved who they are; nothing where a remembered sign-in began it.
alter table sessions add column proved_by text;
alter table sessions add constraint sessions_proved_by_check check (proved_by in ('password', 'passkey'));

create index sessions_sign_in_id_idx on sessions (sign_in_id);

-- The sites that people go on to.
create table clients (
    id                        text        not null,
    name                      text        not null,
    -- The shopping site, or one of the services of SSO連携サービス (M145).
    kind                      text        not null,
    -- The right of the matrix without which nobody gets there (D15).
    needs                     text        not null,
    -- client_secret_basic; nothing where it proves itself by a key.
    secret_hash               bytea,
    -- The one before, for as long as the client needs to take over the new one.
    former_secret_hash        bytea,
    former_secret_until       timestamptz,
    -- private_key_jwt: a JSON Web Key Set (RFC 7517).
    keys                      jsonb,
    redirect_uris             text[]      not null,
    post_logout_redirect_uris text[]      not null,
    -- Where people are sent who begin here (OpenID Connect Core 4), and the page they are to get to.
    initiate_login_uri        text        not null,
    target_link_uri           text        not null,
    -- Where it wants to be told that somebody is signed out (OpenID Connect Back-Channel Logout 1.0).
    backchannel_logout_uri    text,
    scopes                    text[]      not null,
    created_at                timestamptz not null,
    removed_at                timestamptz,

    constraint clients_pkey primary key (id),
    constraint clients_kind_check check (kind in ('cart', 'service')),
    constraint clients_proof_check check ((secret_hash is null) <> (keys is null)),
    constraint clients_redirect_uris_check check (cardinality(redirect_uris) > 0)
);

-- 注文する leads to one.
create unique index clients_cart_key on clients (kind) where kind = 'cart' and removed_at is null;

-- Proofs by key that were used: each is good once (RFC 7523 3).
create table client_assertions (
    client_id  text        not null,
    jti_hash   bytea       not null,
    expires_at timestamptz not null,

    constraint client_assertions_pkey primary key (client_id, jti_hash)
);

-- The keys that sign ID tokens and logout tokens: published before they are used, and for as long as what they signed is
-- looked at.
create table signing_keys (
    -- The thumbprint of the public key (RFC 7638).
    id           text        not null,
    -- The private key, sealed with SECRET_KEY.
    sealed       text        not null,
    public_key   jsonb       not null,
    created_at   timestamptz not null,
    used_from    timestamptz not null,
    -- When it is no longer published; nothing is signed with it long before.
    withdrawn_at timestamptz,

    constraint signing_keys_pkey primary key (id)
);

-- Under which name a client knows an account: another one at each, so that they cannot compare (OpenID Connect Core 8.1).
create table client_subjects (
    client_id  text        not null,
    account_id uuid        not null,
    subject    text        not null,
    created_at timestamptz not null,

    constraint client_subjects_pkey primary key (client_id, account_id),
    constraint client_subjects_client_id_fkey foreign key (client_id) references clients (id),
    constraint client_subjects_account_id_fkey foreign key (account_id) references accounts (id),
    constraint client_subjects_subject_key unique (client_id, subject)
);

-- What one sign-in here is at one client: it ends with the sign-in, and the client is told.
create table client_sessions (
    -- `sid` (OpenID Connect Front-Channel Logout 1.0, 3).
    id         uuid        not null,
    client_id  text        not null,
    account_id uuid        not null,
    sign_in_id uuid        not null,
    created_at timestamptz not null,
    ended_at   timestamptz,

    constraint client_sessions_pkey primary key (id),
    constraint client_sessions_client_id_fkey foreign key (client_id) references clients (id),
    constraint client_sessions_account_id_fkey foreign key (account_id) references accounts (id)
);

-- One for each sign-in and client; and those that may have to end.
create unique index client_sessions_open_key on client_sessions (sign_in_id, client_id) where ended_at is null;

-- Nothing in codes that were made before this migration: they live for a minute.
alter table authorization_codes add column client_session_id uuid;
alter table authorization_codes add column scopes text[];
alter table authorization_codes add column nonce text;
alter table authorization_codes add constraint authorization_codes_client_session_id_fkey
    foreign key (client_session_id) references client_sessions (id);

-- What opens something: hashes only (R16).
create table client_tokens (
    token_hash        bytea       not null,
    kind              text        not null,
    client_id         text        not null,
    -- Nothing where the client acts for itself (RFC 6749 4.4).
    client_session_id uuid,
    -- The code that it goes back to: used again, it ends them all (RFC 9700 4.5).
    code_hash         bytea,
    scopes            text[]      not null,
    created_at        timestamptz not null,
    expires_at        timestamptz not null,
    -- A refresh token that was used; used again, it ends all of its code (RFC 9700 4.14).
    used_at           timestamptz,
    revoked_at        timestamptz,

    constraint client_tokens_pkey primary key (token_hash),
    constraint client_tokens_kind_check check (kind in ('access', 'refresh')),
    constraint client_tokens_client_id_fkey foreign key (client_id) references clients (id),
    constraint client_tokens_client_session_id_fkey foreign key (client_session_id) references client_sessions (id)
);

create index client_tokens_code_hash_idx on client_tokens (code_hash);
create index client_tokens_expires_at_idx on client_tokens (expires_at);

-- What is deleted after what: a foreign key is looked up for each row.
create index client_tokens_client_session_id_idx on client_tokens (client_session_id);
create index authorization_codes_client_session_id_idx on authorization_codes (client_session_id);
create index authorization_codes_session_hash_idx on authorization_codes (session_hash);
create index sessions_remembered_idx on sessions (remembered) where remembered is not null;
create index client_sessions_ended_at_idx on client_sessions (ended_at);

-- Logout tokens on their way (R50).
create table logout_notices (
    id                uuid        not null,
    client_session_id uuid        not null,
    created_at        timestamptz not null,
    attempts          integer     not null default 0,
    -- When it is tried next; moved on before each try, so that one who dies with it holds it up for no longer.
    due_at            timestamptz not null,
    -- When it was over: taken, refused for good, or tried for long enough.
    settled_at        timestamptz,
    -- What the client said last.
    outcome           text,

    constraint logout_notices_pkey primary key (id),
    constraint logout_notices_client_session_id_fkey foreign key (client_session_id) references client_sessions (id)
);

create index logout_notices_due_idx on logout_notices (due_at) where settled_at is null;
create index logout_notices_client_session_id_idx on logout_notices (client_session_id);

-- Sessions that stand, and those that are about to go on under another identifier, which takes a moment.
create view standing_sessions as
select session.sign_in_id, session.id_hash, session.account_id, session.created_at, session.last_seen_at,
       session.proved_at, session.proved_by, session.remembered, session.renewed_at
  from sessions session
  join active_accounts account
    on account.id = session.account_id
   and account.session_epoch = session.session_epoch
 where session.revoked_at is null
    or (session.renewed_at is not null
        and not exists (
            select
              from sessions successor
             where successor.sign_in_id = session.sign_in_id
               and successor.renewed_at is null
        ));
