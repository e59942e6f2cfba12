-- A session knows how long it lasts, since one on a shared device ends sooner (X18). The defaults are those of sessions
-- that began before, and of those that a process of the earlier version begins while it still serves.
alter table sessions
    add column shared_device boolean not null default false,
    add column idle_limit interval not null default '60 minutes',
    add column total_limit interval not null default '12 hours';

-- Sessions that stand until a moment, if nothing else happens: while they are used, and while they are about to go on
-- under another identifier, which takes a moment.
create or replace view standing_sessions as
select session.sign_in_id, session.id_hash, session.account_id, session.created_at, session.last_seen_at,
       session.proved_at, session.proved_by, session.remembered, session.renewed_at, session.shared_device,
       session.idle_limit, session.device_hash, session.user_agent, session.address,
       least(
           session.last_seen_at + session.idle_limit,
           session.created_at + session.total_limit,
           session.renewed_at + interval '10 seconds'
       ) as stands_until
  from sessions session
  join active_accounts account
    on account.id = session.account_id
   and account.session_epoch = session.session_epoch
 where session.revoked_at is null
    or (session.renewed_at is not null
        and not exists (
            select
              from sessions successor
             where successor.sign_in_id = session.sign_in_id
               and successor.renewed_at is null
        ));
