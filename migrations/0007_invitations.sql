-- What the share account list tells and finds: how an invitation fared, who declined, names as people search for them.

-- In the order in which the portal locks them, so that neither waits for the other in a circle.
lock table customers in share row exclusive mode;
lock table accounts, outbox in access exclusive mode;

-- When the mail server refused the mail for good, or gave it back later (X2).
alter table outbox add column failed_at timestamptz;

-- The invitee may ask for a new mail by themselves, from a link that has ended.
alter table outbox
    drop constraint outbox_letter_check,
    add constraint outbox_letter_check check (
        letter in ('invitation', 'invitation_again', 'invitation_requested', 'password_reset', 'password_changed',
                   'user_id_changed', 'user_id_reminder', 'email_confirmation', 'email_change_requested',
                   'email_changed', 'email_changed_from', 'email_restored', 'new_device', 'passkey_added',
                   'passkey_removed')
    );

-- An invitee may say that the invitation is not for them; the account waits on, in case the parent knows better.
alter table accounts
    add column declined_at timestamptz,
    add column declined_because text,
    add constraint accounts_declined_because_check
        check (declined_because in ('unknown', 'unwanted', 'misdirected')),
    add constraint accounts_declined_check check (
        (declined_at is null) = (declined_because is null)
        -- who has registered has not declined
        and (declined_at is null or state in ('awaiting_registration', 'deleted'))
    );

-- Addresses that want no invitation from a shop, unless its parent confirms it.
create table invitation_refusals (
    customer_id uuid        not null,
    -- Compared without regard to case: who declines as A@example.com means a@example.com, too (R47).
    email_key   text        not null,
    refused_at  timestamptz not null,

    constraint invitation_refusals_pkey primary key (customer_id, email_key),
    constraint invitation_refusals_customer_id_fkey foreign key (customer_id) references customers (id)
);

-- Invitations are compared by address over all shops, to limit what one mailbox gets (X7), and within a shop.
create index accounts_email_key_idx on accounts (lower(email));

-- A text as people search for it: full and half width, katakana and hiragana, capitals and spaces make no
-- difference (D13). NFKC joins half-width kana with their marks.
create function search_key(typed text) returns text
    language sql immutable strict parallel safe
    return translate(
        lower(normalize(typed, nfkc)),
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ ',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ'
    );

alter table accounts
    -- the line break keeps what is searched for from running from the name into the address
    add column search_key text not null generated always as (search_key(name || E'\n' || email)) stored;

-- What may be done so many times within a time, however it is spread over it: the moments themselves.
create table rate_windows (
    scope    text          not null,
    key_hash bytea         not null,
    taken_at timestamptz[] not null,
    -- After this nothing in it counts any more.
    ends_at  timestamptz   not null,

    constraint rate_windows_pkey primary key (scope, key_hash)
);

-- Rows that no longer hold anything back are swept.
create index rate_windows_ends_at_idx on rate_windows (ends_at);
