-- Registering in person: the parent shows a QR code, the member of staff goes on with it on their own phone (X10).

-- In the order in which the portal locks them, so that neither waits for the other in a circle.
lock table customers in share row exclusive mode;
lock table accounts, invitation_links, mailed_links, outbox in access exclusive mode;

-- One showing of a QR code, from the press that shows it to what came of it.
create table in_person_registrations (
    id            uuid        not null,
    -- Of the token in the QR code. The token itself is made from the id and the secret key whenever the code is
    -- shown, so that no copy of this table leads anybody to the form (D7).
    token_hash    bytea       not null,
    customer_id   uuid        not null,
    -- The parent account that shows it, on which of its browsers, and under which epoch: what ends the parent's
    -- sessions ends it, too (R12).
    opened_by     uuid        not null,
    device_hash   bytea,
    session_epoch integer     not null,
    -- What the parent's screen shows and the phone asks for.
    number        text        not null,
    wrong_numbers smallint    not null default 0,
    state         text        not null default 'open',
    -- The share account that came of it.
    account_id    uuid,
    -- What was typed on the phone and not accepted, as JSON: the page needs no cookie (D8). Only the phone that
    -- typed it knows the key to it; somebody else with the same QR code does not see it.
    draft         text,
    draft_hash    bytea,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,

    constraint in_person_registrations_pkey primary key (id),
    -- A QR code leads to one registration.
    constraint in_person_registrations_token_hash_key unique (token_hash),
    constraint in_person_registrations_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint in_person_registrations_opened_by_fkey foreign key (opened_by) references accounts (id),
    constraint in_person_registrations_account_id_fkey foreign key (account_id) references accounts (id),
    constraint in_person_registrations_number_check check (number ~ '^[0-9]{6}$'),
    -- open: the code may be used; replaced: a newer one is shown; entered: somebody used it;
    -- stopped: by the parent; locked: by too many wrong numbers.
    constraint in_person_registrations_state_check
        check (state in ('open', 'replaced', 'entered', 'stopped', 'locked')),
    -- An account comes of it when somebody enters, and not before.
    constraint in_person_registrations_account_check check (
        (state = 'entered' and account_id is not null)
        or state = 'stopped'
        or account_id is null
    )
);

-- The one that a parent's browser shows: the newest.
create index in_person_registrations_opened_by_idx on in_person_registrations (opened_by, created_at desc);

-- Old rows are swept by time.
create index in_person_registrations_expires_at_idx on in_person_registrations (expires_at);

-- The link that a person goes on with after the QR code has come by no mail.
alter table invitation_links alter column mail_id drop not null;

-- Since when mails to the address are not known to arrive. Whoever came by a mailed invitation has shown it; who
-- registers in person shows it by another mail, and may use the cart from then on (X10).
alter table accounts
    add column email_unconfirmed_since timestamptz,
    -- who has not registered waits for the mail that shows it
    add constraint accounts_email_unconfirmed_check
        check (email_unconfirmed_since is null or state <> 'awaiting_registration');

create or replace view active_accounts as
select account.id, account.customer_id, account.kind, account.name, account.email, account.language,
       account.user_id, account.password_hash, account.session_epoch, account.email_unconfirmed_since
  from accounts account
  join accounts parent on parent.customer_id = account.customer_id and parent.kind = 'parent'
 where account.state = 'active'
   and parent.state = 'active';

alter table outbox drop constraint outbox_letter_check;
alter table outbox add constraint outbox_letter_check check (letter in (
    'invitation', 'invitation_again', 'invitation_requested',
    'password_reset', 'password_changed', 'user_id_changed', 'user_id_reminder',
    'email_confirmation', 'email_change_requested', 'email_changed', 'email_changed_from', 'email_restored',
    'address_confirmation',
    'new_device', 'passkey_added', 'passkey_removed'
));

alter table mailed_links drop constraint mailed_links_kind_check;
alter table mailed_links add constraint mailed_links_kind_check
    check (kind in ('password_reset', 'email_confirmation', 'email_undo', 'sign_in_alert', 'address_confirmation'));

-- A shop's share accounts with how each stands at a moment: what the list shows, filters and sorts by (X2, D13). The
-- mail is the newest that the account waits for: its invitation, or what confirms its address (X10).
create function share_account_list(of_customer uuid, at_time timestamptz)
    returns table (
        id uuid, name text, email text, search_key text, created_at timestamptz, state text,
        email_unconfirmed boolean, declined_at timestamptz, declined_because text,
        letter text, queued_at timestamptz, sent_at timestamptz, failed_at timestamptz, last_error text,
        link_expires_at timestamptz, waits boolean, standing text
    )
    language sql stable parallel safe
    begin atomic
        select account.id, account.name, account.email, account.search_key, account.created_at, account.state,
               account.email_unconfirmed_since is not null, account.declined_at, account.declined_because,
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
                  and outbox.state <> 'superseded'
                  and (
                      account.state = 'awaiting_registration'
                      or (account.email_unconfirmed_since is not null and outbox.letter = 'address_confirmation')
                  )
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
