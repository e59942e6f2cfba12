-- Everyone looks after their own account: devices, proofs, passkeys, mailed links, changes under way.

-- When whoever holds the session last proved who they are; never, for one that a remembered sign-in began (D10, R32).
alter table sessions add column proved_at timestamptz;
-- What the person sees of a session in the list of devices (X6).
alter table sessions add column device_hash bytea;
alter table sessions add column user_agent text;
alter table sessions add column address inet;

alter table remembered_sign_ins add column device_hash bytea;
alter table remembered_sign_ins add column user_agent text;
alter table remembered_sign_ins add column address inet;

-- Those of an account, for the list of devices.
create index remembered_sign_ins_account_id_idx on remembered_sign_ins (account_id) where revoked_at is null;

-- What the person calls a browser (X6).
alter table known_devices add column name text;

-- A mail may be about more than an account: an e-mail change, a sign-in.
alter table outbox add column subject_id uuid;
alter table outbox drop constraint outbox_letter_check;
alter table outbox add constraint outbox_letter_check check (letter in (
    'invitation', 'invitation_again',
    'password_reset', 'password_changed', 'user_id_changed', 'user_id_reminder',
    'email_confirmation', 'email_change_requested', 'email_changed', 'email_changed_from', 'email_restored',
    'new_device', 'passkey_added', 'passkey_removed'
));

-- Links in mails other than invitations. Only a hash is stored (D7); a link is good for its kind alone.
create table mailed_links (
    token_hash bytea       not null,
    kind       text        not null,
    account_id uuid        not null,
    -- The e-mail change or the sign-in that it is about.
    subject_id uuid,
    mail_id    uuid        not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- When a person pressed the button behind it (D8).
    used_at    timestamptz,
    -- When something else made an end of it.
    ended_at   timestamptz,

    constraint mailed_links_pkey primary key (token_hash),
    constraint mailed_links_account_id_fkey foreign key (account_id) references accounts (id),
    constraint mailed_links_mail_id_fkey foreign key (mail_id) references outbox (id),
    constraint mailed_links_kind_check
        check (kind in ('password_reset', 'email_confirmation', 'email_undo', 'sign_in_alert'))
);

-- All open links of an account end together.
create index mailed_links_account_id_idx on mailed_links (account_id, kind) where used_at is null and ended_at is null;

-- A change of the e-mail address, from the request on; the account keeps its old one until it is confirmed (M79).
create table email_changes (
    id           uuid        not null,
    account_id   uuid        not null,
    old_email    text        not null,
    new_email    text        not null,
    state        text        not null default 'pending',
    requested_at timestamptz not null,
    settled_at   timestamptz,

    constraint email_changes_pkey primary key (id),
    constraint email_changes_account_id_fkey foreign key (account_id) references accounts (id),
    constraint email_changes_state_check check (state in ('pending', 'confirmed', 'withdrawn', 'replaced', 'undone'))
);

-- One at a time: a new request replaces the old one in the same transaction (R17).
create unique index email_changes_pending_key on email_changes (account_id) where state = 'pending';

-- Undoing a change undoes the later ones as well (X1).
create index email_changes_account_id_idx on email_changes (account_id, requested_at);

-- Who has forgotten something, as typed, until a worker looks it up: the answer to the person is the same,
-- and takes the same time, whoever asks (R5).
create table recovery_requests (
    id            uuid        not null,
    -- Nothing where the user ID is forgotten, too (M24).
    user_id       text,
    email         text        not null,
    customer_code text,
    requested_at  timestamptz not null,
    -- Where it came from, for the history.
    address       inet,
    user_agent    text,
    request_id    text,

    constraint recovery_requests_pkey primary key (id)
);

-- The oldest is next.
create index recovery_requests_requested_at_idx on recovery_requests (requested_at);

-- One mailbox may hold many accounts (M9); only the case of ASCII letters is folded (R47).
create index accounts_email_idx on accounts (lower(email collate "C")) where state <> 'deleted';

-- A sign-in from a browser that the account had not been used from before, as its mail tells it (X6).
create table sign_in_alerts (
    id           uuid        not null,
    account_id   uuid        not null,
    signed_in_at timestamptz not null,
    user_agent   text,
    address      inet,

    constraint sign_in_alerts_pkey primary key (id),
    constraint sign_in_alerts_account_id_fkey foreign key (account_id) references accounts (id)
);

-- Passkeys (X9).
create table passkeys (
    id            uuid        not null,
    account_id    uuid        not null,
    credential_id bytea       not null,
    -- The public key and its counter, as webauthn-rs writes them.
    credential    text        not null,
    name          text        not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz,

    constraint passkeys_pkey primary key (id),
    constraint passkeys_account_id_fkey foreign key (account_id) references accounts (id),
    -- A credential belongs to one account (WebAuthn 7.1, step 26).
    constraint passkeys_credential_id_key unique (credential_id)
);

create index passkeys_account_id_idx on passkeys (account_id);

-- Challenges that were answered: each is good once (R1).
create table spent_challenges (
    challenge_hash bytea       not null,
    spent_at       timestamptz not null,

    constraint spent_challenges_pkey primary key (challenge_hash)
);

-- From which device (X5).
alter table audit_log add column user_agent text;

-- The history of one account, newest first.
create index audit_log_account_id_idx on audit_log (account_id, id desc);

-- Append-only by right as well, not only by the trigger: whoever owns the table would first have to give
-- themselves the right back (R53).
revoke update, delete, truncate on audit_log from public, current_user;
revoke update, delete, truncate on points_ledger from public, current_user;
