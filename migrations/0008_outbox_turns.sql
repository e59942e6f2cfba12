-- Mails take turns: one shop's burst does not hold up the others (F15).

-- In the order in which the portal locks them, so that neither waits for the other in a circle.
lock table customers in share row exclusive mode;
lock table outbox in access exclusive mode;

-- Whose mail it is, and its place: everyone's first goes before anyone's second, and what has the place 0 before
-- all. Nobody's and first in rows of an earlier version, which is right for the few that wait.
alter table outbox add column customer_id uuid;
alter table outbox add column place integer not null default 1;
alter table outbox add constraint outbox_customer_id_fkey foreign key (customer_id) references customers (id);

-- Whose turn it is among what nobody has tried to send yet.
create index outbox_turn_idx on outbox (place, created_at) where state = 'queued' and attempts = 0;

-- The last place of a shop's mails.
create index outbox_customer_id_idx on outbox (customer_id, place) where state = 'queued' and attempts = 0;

-- The place after which a shop's next mail goes: after its own, and after what is out already. Who comes later begins
-- where the others have got to.
create function outbox_last_place(of_customer uuid) returns integer
    language sql stable
    begin atomic
        select greatest(
            (select max(own.place)
               from outbox own
              where own.customer_id = of_customer
                and own.state = 'queued'
                and own.attempts = 0),
            (select min(next.place) - 1
               from outbox next
              where next.place > 0
                and next.state = 'queued'
                and next.attempts = 0),
            0
        );
    end;

-- What is to be tried again, or was left by a worker that died.
create index outbox_retry_idx on outbox (due_at) where state = 'queued' and attempts > 0;

-- The one before did not tell these apart.
drop index outbox_due_idx;
