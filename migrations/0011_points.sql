-- The shop's points as an account with a balance: entries that expire, and points that are held for an order (D12, X12).

-- Nobody may change the ledger, not even its owner (R53): what is known of its entries is completed here, once.
grant update on points_ledger to current_user;

-- In the order in which the portal locks them, so that neither waits for the other in a circle.
lock table customers in share row exclusive mode;
lock table points_ledger in access exclusive mode;

-- Operations on a shop's points wait for its row here, one after the other.
create table points_accounts (
    customer_id uuid   not null,
    balance     bigint not null,
    -- How many entries led there.
    entries     bigint not null,

    constraint points_accounts_pkey primary key (customer_id),
    constraint points_accounts_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint points_accounts_balance_check check (balance >= 0)
);

-- The entry's place in the shop's ledger, and the balance after it.
alter table points_ledger add column number bigint;
alter table points_ledger add column balance bigint;
-- Until when the points can be used, where a campaign sets that.
alter table points_ledger add column expires_at timestamptz;
-- An operator's reason, or the cart's number of the order.
alter table points_ledger add column note text;

alter table points_ledger disable trigger points_ledger_append_only;
update points_ledger entry
   set number = placed.number,
       balance = placed.balance,
       note = entry.cause,
       cause = 'correction'
  from (select id,
               row_number() over shop as number,
               sum(points) over shop as balance
          from points_ledger
        window shop as (partition by customer_id order by created_at, id)) placed
 where placed.id = entry.id;
alter table points_ledger enable trigger points_ledger_append_only;
revoke update on points_ledger from current_user;

alter table points_ledger alter column number set not null;
alter table points_ledger alter column balance set not null;
alter table points_ledger add constraint points_ledger_number_key unique (customer_id, number);
alter table points_ledger add constraint points_ledger_balance_check check (balance >= 0);
alter table points_ledger add constraint points_ledger_cause_check
    check (cause in ('start', 'first_purchase', 'campaign', 'use', 'return', 'correction', 'expiry'));

insert into points_accounts (customer_id, balance, entries)
select customer_id, sum(points), count(*)
  from points_ledger
 group by customer_id;

-- What is left of the points that expire: those that expire first are used first.
create table points_expiring (
    -- Of points_ledger. No foreign key: looking it up would take the right to change the ledger, which nobody has.
    entry_id    uuid        not null,
    customer_id uuid        not null,
    remaining   bigint      not null,
    expires_at  timestamptz not null,

    constraint points_expiring_pkey primary key (entry_id),
    constraint points_expiring_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint points_expiring_remaining_check check (remaining > 0)
);

-- A shop's, those that expire first at the head; and those that are due.
create index points_expiring_customer_id_idx on points_expiring (customer_id, expires_at);
create index points_expiring_expires_at_idx on points_expiring (expires_at);

-- Points held for an order, until it is paid with them, given up, or half an hour old.
create table points_reservations (
    id              uuid        not null,
    customer_id     uuid        not null,
    points          bigint      not null,
    -- Who orders.
    account_id      uuid,
    -- The cart's number of the order.
    note            text        not null,
    -- Names the request, so that asking again holds nothing more (D12).
    idempotency_key text        not null,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    -- When it was used or given up.
    settled_at      timestamptz,
    captured        bigint      not null default 0,
    -- What was given back of that.
    returned        bigint      not null default 0,

    constraint points_reservations_pkey primary key (id),
    constraint points_reservations_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint points_reservations_account_id_fkey foreign key (account_id) references accounts (id),
    constraint points_reservations_idempotency_key unique (customer_id, idempotency_key),
    constraint points_reservations_points_check check (points > 0),
    constraint points_reservations_captured_check check (captured between 0 and points),
    constraint points_reservations_returned_check check (returned between 0 and captured)
);

-- What a shop's points are held for.
create index points_reservations_held_idx on points_reservations (customer_id, expires_at) where settled_at is null;
