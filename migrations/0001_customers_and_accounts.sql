-- Who there is: shops, their accounts, and the user IDs that were ever given out.
--
-- Conventions of all migrations: lower case; plural table names; every constraint and index named and
-- its reason given; times are timestamptz in UTC, written by the application's clock and never by now();
-- a released file is never edited.

create table customers (
    id         uuid        not null,
    code       text        not null,
    name       text        not null,
    created_at timestamptz not null,

    constraint customers_pkey primary key (id),
    -- The 9-digit code of the contract system identifies the shop to people (M71, M106).
    constraint customers_code_key unique (code),
    constraint customers_code_check check (code ~ '^[0-9]{9}$')
);

-- Every user ID ever issued, so that one given up or deleted is never handed to someone else (D4).
create table user_ids (
    user_id    text        not null,
    account_id uuid        not null,
    taken_at   timestamptz not null,

    constraint user_ids_pkey primary key (user_id),
    -- Lower-case ASCII only: what is equal to people is equal to the database (R46).
    constraint user_ids_user_id_check check (user_id ~ '^[a-z0-9]{8,64}$')
);

create table accounts (
    id            uuid        not null,
    customer_id   uuid        not null,
    kind          text        not null,
    state         text        not null,
    -- ユーザー氏名 of a share account; a parent account is shown by the shop's name.
    name          text        not null,
    -- Not unique on purpose: staff share mailboxes (M9, D5).
    email         text        not null,
    language      text        not null default 'ja',
    user_id       text,
    password_hash text,
    -- Raised when every proof of who someone is has to die: sessions and remembered sign-ins carry it (R12).
    session_epoch integer     not null default 0,
    created_at    timestamptz not null,
    registered_at timestamptz,
    deleted_at    timestamptz,

    constraint accounts_pkey primary key (id),
    constraint accounts_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint accounts_user_id_fkey foreign key (user_id) references user_ids (user_id),
    constraint accounts_kind_check check (kind in ('parent', 'share')),
    constraint accounts_state_check
        check (state in ('awaiting_registration', 'active', 'suspended', 'expired', 'deleted')),
    constraint accounts_language_check check (language in ('ja', 'en')),
    -- 登録完了済み means that both are set, 初回登録待ち that neither is (M30, M31).
    constraint accounts_credentials_check check (
        (state = 'awaiting_registration' and user_id is null and password_hash is null)
        or state = 'deleted'
        or (user_id is not null and password_hash is not null)
    )
);

-- Deferred: a user ID and its account are written together, each naming the other.
alter table user_ids
    add constraint user_ids_account_id_fkey foreign key (account_id) references accounts (id)
        deferrable initially deferred;

-- One parent account a shop (M1); a share account finds its parent by it (D11).
create unique index accounts_parent_key on accounts (customer_id) where kind = 'parent';

-- The share account list, newest first (M39, D13).
create index accounts_share_list_idx on accounts (customer_id, created_at desc, id desc)
    where kind = 'share' and state <> 'deleted';

-- Sign-in looks an account up by its user ID.
create unique index accounts_user_id_key on accounts (user_id) where user_id is not null;

-- Accounts that may act: a share account follows its parent's 停止 and 失効 (D11).
create view active_accounts as
select account.id, account.customer_id, account.kind, account.name, account.email, account.language,
       account.user_id, account.password_hash, account.session_epoch
  from accounts account
  join accounts parent on parent.customer_id = account.customer_id and parent.kind = 'parent'
 where account.state = 'active'
   and parent.state = 'active';
