-- Files with names and addresses of whom to invite (X8): kept from the dry run until a month after, when they are swept.

-- In the order in which the portal locks them, so that neither waits for the other in a circle.
lock table customers in share row exclusive mode;
lock table accounts in access exclusive mode;

-- Whom the invitation was for as it was typed, name and address as search_key has them: a file that is sent again
-- finds the person in it, whatever the two have become since. Nothing for those of an earlier version.
alter table accounts add column invited_as text;

create index accounts_invited_as_idx on accounts (customer_id, invited_as) where invited_as is not null;

create table invitation_imports (
    id          uuid        not null,
    customer_id uuid        not null,
    -- The parent account that sent it.
    account_id  uuid        not null,
    file_name   text        not null,
    created_at  timestamptz not null,
    -- When its invitations were made: once, however often somebody presses.
    run_at      timestamptz,

    constraint invitation_imports_pkey primary key (id),
    constraint invitation_imports_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint invitation_imports_account_id_fkey foreign key (account_id) references accounts (id)
);

-- A shop's last files, newest first.
create index invitation_imports_customer_id_idx on invitation_imports (customer_id, created_at desc);

-- Those that are swept away.
create index invitation_imports_created_at_idx on invitation_imports (created_at);

create table invitation_import_rows (
    import_id  uuid    not null,
    -- As the spreadsheet counts it.
    number     integer not null,
    -- As typed: what is wrong with either is found out anew each time it is shown.
    name       text    not null,
    email      text    not null,
    -- What was decided when the file was run; nothing before, and for rows that the file itself rules out.
    verdict    text,
    -- The share account that was made of it.
    account_id uuid,

    constraint invitation_import_rows_pkey primary key (import_id, number),
    constraint invitation_import_rows_import_id_fkey
        foreign key (import_id) references invitation_imports (id) on delete cascade,
    constraint invitation_import_rows_account_id_fkey foreign key (account_id) references accounts (id),
    constraint invitation_import_rows_verdict_check
        check (verdict in ('invited', 'already_invited', 'declined', 'full', 'too_many', 'mailbox_full')),
    -- Who is invited has an account, and nobody else.
    constraint invitation_import_rows_account_check
        check ((account_id is not null) = (coalesce(verdict, '') = 'invited'))
);
