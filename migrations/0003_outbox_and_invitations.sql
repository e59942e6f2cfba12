-- Mails on their way, and the links in them.

-- A row is written in the transaction of the change that causes the mail. It says which letter and about
-- whom; never a token, never a finished text (R13, R16).
create table outbox (
    id              uuid        not null,
    letter          text        not null,
    account_id      uuid        not null,
    state           text        not null default 'queued',
    created_at      timestamptz not null,
    -- Not before this time; pushed back by each attempt that failed.
    due_at          timestamptz not null,
    -- After this time the mail would be of no use.
    expires_at      timestamptz not null,
    attempts        integer     not null default 0,
    -- While a worker sends it. When this passes, the worker is taken for dead and another goes on.
    leased_until    timestamptz,
    lease           uuid,
    sent_at         timestamptz,
    -- The mail server's last word.
    last_error      text,

    constraint outbox_pkey primary key (id),
    constraint outbox_account_id_fkey foreign key (account_id) references accounts (id),
    constraint outbox_letter_check check (letter in ('invitation', 'invitation_again')),
    constraint outbox_state_check check (state in ('queued', 'sent', 'failed', 'superseded'))
);

-- What is due next.
create index outbox_due_idx on outbox (due_at) where state = 'queued';

-- The newest mail about an account, for its delivery state, and older ones to supersede.
create index outbox_account_id_idx on outbox (account_id, created_at desc);

-- A link in an invitation. Only a hash is stored (D7). Rows are kept, so that an old link can say
-- what became of it (D9).
create table invitation_links (
    token_hash  bytea       not null,
    account_id  uuid        not null,
    mail_id     uuid        not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    -- When a newer invitation took its place.
    replaced_at timestamptz,
    -- When someone registered with it.
    used_at     timestamptz,

    constraint invitation_links_pkey primary key (token_hash),
    constraint invitation_links_account_id_fkey foreign key (account_id) references accounts (id),
    constraint invitation_links_mail_id_fkey foreign key (mail_id) references outbox (id)
);

-- All links of an account end together; the list shows until when the newest is valid.
create index invitation_links_account_id_idx on invitation_links (account_id, created_at desc);

-- What an invitee has entered so far, kept with the invitation and not with the browser:
-- the pages need no cookie (D8).
create table registration_drafts (
    account_id    uuid        not null,
    user_id       text        not null,
    -- A hash, or nothing yet; the password itself is never stored.
    password_hash text,
    -- What the page says beside the fields, as JSON.
    remarks       text        not null,
    updated_at    timestamptz not null,

    constraint registration_drafts_pkey primary key (account_id),
    constraint registration_drafts_account_id_fkey foreign key (account_id) references accounts (id)
);
