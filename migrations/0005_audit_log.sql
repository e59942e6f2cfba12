-- Who did what, when, from where (R53). Written in the transaction of the change itself.

create table audit_log (
    id           bigint generated always as identity,
    recorded_at  timestamptz not null,
    -- In the words of the OWASP logging vocabulary.
    event        text        not null,
    -- Who did it; nobody for a guest.
    actor_id     uuid,
    -- Whose history it belongs to.
    customer_id  uuid,
    -- Whom it was done to.
    account_id   uuid,
    address      inet,
    request_id   text,

    constraint audit_log_pkey primary key (id),
    constraint audit_log_actor_id_fkey foreign key (actor_id) references accounts (id),
    constraint audit_log_customer_id_fkey foreign key (customer_id) references customers (id),
    constraint audit_log_account_id_fkey foreign key (account_id) references accounts (id)
);

-- A shop's history, newest first.
create index audit_log_customer_id_idx on audit_log (customer_id, id desc);

-- Append-only for everyone, the owner of the table included.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end
$$;

create trigger audit_log_append_only
    before update or delete or truncate on audit_log
    for each statement execute function refuse_change();

create trigger points_ledger_append_only
    before update or delete or truncate on points_ledger
    for each statement execute function refuse_change();
