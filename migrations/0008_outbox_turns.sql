-- Mails take turns: one shop's burst does not hold up the others (F15).

-- Whose mail it is, and its place among the shop's own that nobody has tried to send yet: everyone's first goes
-- before anyone's second. Nobody's and first in rows of an earlier version, which is right for the few that wait.
alter table outbox add column customer_id uuid;
alter table outbox add column place integer not null default 1;
alter table outbox add constraint outbox_customer_id_fkey foreign key (customer_id) references customers (id);

-- Whose turn it is among what nobody has tried to send yet.
create index outbox_turn_idx on outbox (place, created_at) where state = 'queued' and attempts = 0;

-- The last place of a shop's mails.
create index outbox_customer_id_idx on outbox (customer_id, place) where state = 'queued' and attempts = 0;

-- What is to be tried again, or was left by a worker that died.
create index outbox_retry_idx on outbox (due_at) where state = 'queued' and attempts > 0;

-- The one before did not tell these apart.
drop index outbox_due_idx;
