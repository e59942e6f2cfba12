-- What the share account list tells and finds: how an invitation fared, who declined, names as people search for them.

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

-- A shop's share accounts with how each stands at a moment: what the list shows, filters and sorts by (X2, D13).
create function share_account_list(of_customer uuid, at_time timestamptz)
    returns table (
        id uuid, name text, email text, search_key text, created_at timestamptz, state text,
        declined_at timestamptz, declined_because text,
        letter text, queued_at timestamptz, sent_at timestamptz, failed_at timestamptz, last_error text,
        link_expires_at timestamptz, waits boolean, standing text
    )
    language sql stable parallel safe
    begin atomic
        select account.id, account.name, account.email, account.search_key, account.created_at, account.state,
               account.declined_at, account.declined_because,
               mail.letter, mail.created_at, mail.sent_at, mail.failed_at, mail.last_error, link.expires_at,
               account.state = 'awaiting_registration' and account.declined_at is null,
               case when account.state <> 'awaiting_registration' then 'registered'
                    when account.declined_at is not null then 'declined'
                    when mail.state = 'failed' then 'failed'
                    when mail.state = 'queued' then 'queued'
                    when link.expires_at is null or link.expires_at <= at_time then 'expired'
                    when mail.id is null then 'in_person'
                    else 'sent'
               end
          from accounts account
          left join lateral (
               select outbox.id, outbox.letter, outbox.state, outbox.created_at, outbox.sent_at, outbox.failed_at,
                      outbox.last_error
                 from outbox
                where outbox.account_id = account.id
                  and account.state = 'awaiting_registration'
                order by outbox.created_at desc
                limit 1
               ) mail on true
          left join lateral (
               select max(invitation_links.expires_at) as expires_at
                 from invitation_links
                where invitation_links.account_id = account.id
                  and account.state = 'awaiting_registration'
                  and invitation_links.mail_id is not distinct from mail.id
               ) link on true
         where account.customer_id = of_customer
           and account.kind = 'share'
           and account.state <> 'deleted';
    end;
