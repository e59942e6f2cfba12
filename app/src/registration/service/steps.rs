//! The steps of the registration: entering, and confirming what was entered.

use time::OffsetDateTime;

use super::{Broken, link::look_up_in};
use crate::{
    platform::{
        audit::{self, Event},
        db::PgConnection,
        devices,
        limit::{self, Admission, Scope},
        outbox::{self, Letter},
        password_policy::{self, Owner},
        request::Origin,
        services::Services,
        settings::Limit,
        tokens, user_ids,
    },
    registration::{
        db::{self, DraftPassword},
        model::{Entry, Gone, Link, Remarks, UserIdRemark},
    },
    text::Language,
    values::{AccountId, CustomerId, PlainPassword, Token, UserId, UserIdRejection},
};

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To step 1, which says what is wrong, or that the link has ended.
    Enter,
    /// To step 2.
    Check,
    /// To step 3: somebody has registered just now, or had already.
    Done {
        /// The account that was registered by this very press, and the mark of the browser it was made with.
        registered: Option<(AccountId, Token)>,
    },
}

/// Takes what was entered in step 1, and keeps it with the invitation (M54–M57).
///
/// # Errors
///
/// When something inside fails.
pub async fn enter(services: &Services, token: &str, entry: Entry) -> Result<Next, Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Next::Enter);
    };
    let now = services.clock.now();

    let mut conn = services.db.acquire().await?;
    let (Link::Live(registration), Some(found)) = look_up_in(services, &mut conn, &token).await?
    else {
        return Ok(Next::Enter);
    };
    let mut remarks = Remarks::default();
    let key = registration.account.into_uuid();
    let tries = [(
        Scope::Registration,
        key.as_bytes().as_slice(),
        services.settings.limits.registration,
    )];
    if let Some(minutes) = too_many(services, &mut conn, &tries).await? {
        remarks.too_many_minutes = Some(minutes);
        keep(
            &mut conn,
            registration.account,
            &entry.user_id,
            DraftPassword::Kept,
            remarks,
            now,
        )
        .await?;
        return Ok(Next::Enter);
    }
    let user_id = user_id_for(
        &mut conn,
        registration.account,
        &entry.user_id,
        &mut remarks,
    )
    .await?;
    let has_password = registration
        .draft
        .as_ref()
        .is_some_and(|draft| draft.has_password);
    let password = password_for(services, &entry, &found, has_password, &mut remarks);
    // no connection is held while a password is hashed
    drop(conn);

    let hash = match password {
        Some(password) if remarks.rejects_nothing() => Some(
            services
                .passwords
                .hash(password, services.randomness.as_ref())
                .await?,
        ),
        Some(_) | None => None,
    };
    let kept = match &hash {
        Some(hash) => DraftPassword::Entered(hash),
        None if remarks.password.is_some() || remarks.mismatch => DraftPassword::Dropped,
        None => DraftPassword::Kept,
    };
    let mut tx = services.db.begin().await?;
    // the link may have ended while the password was hashed: its draft is then somebody else's
    db::lock_account_of(&mut tx, &tokens::hash(&token)).await?;
    let (Link::Live(_), _) = look_up_in(services, &mut tx, &token).await? else {
        return Ok(Next::Enter);
    };
    let shown = user_id
        .as_ref()
        .map_or(entry.user_id.as_str(), UserId::as_str);
    keep(&mut tx, registration.account, shown, kept, remarks, now).await?;
    tx.commit().await?;
    Ok(if remarks.rejects_nothing() {
        Next::Check
    } else {
        Next::Enter
    })
}

/// Says whether a user ID may be taken, without entering it (R48); the answer stands beside the field.
///
/// # Errors
///
/// When something inside fails.
pub async fn check_user_id(
    services: &Services,
    token: &str,
    typed: &str,
    origin: &Origin,
) -> Result<(), Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(());
    };
    let mut conn = services.db.acquire().await?;
    let (Link::Live(registration), _) = look_up_in(services, &mut conn, &token).await? else {
        return Ok(());
    };

    let mut remarks = Remarks::default();
    let mut shown = typed.to_owned();
    let limits = &services.settings.limits;
    let (account, network) = (registration.account.into_uuid(), origin.network());
    let account = account.as_bytes().as_slice();
    let tries = [
        (Scope::UserIdCheck, account, limits.user_id_check),
        (Scope::UserIdCheckDay, account, limits.user_id_check_day),
        (
            Scope::UserIdCheckAddress,
            network.as_bytes(),
            limits.user_id_check_address,
        ),
    ];
    if let Some(minutes) = too_many(services, &mut conn, &tries).await? {
        remarks.too_many_minutes = Some(minutes);
    } else if let Some(user_id) =
        user_id_for(&mut conn, registration.account, typed, &mut remarks).await?
    {
        remarks.user_id.get_or_insert(UserIdRemark::Free);
        shown = user_id.to_string();
    }
    keep(
        &mut conn,
        registration.account,
        &shown,
        DraftPassword::Kept,
        remarks,
        services.clock.now(),
    )
    .await?;
    Ok(())
}

/// Registers: the account becomes 登録完了済み, the link is used up (M61). Whoever is second, be it by a double
/// press, finds it done.
///
/// `version` names the draft that was shown, so that nobody confirms what somebody else entered meanwhile.
///
/// # Errors
///
/// When something inside fails.
pub async fn confirm(
    services: &Services,
    token: &str,
    version: &str,
    language: Language,
    device: Option<&Token>,
    origin: &Origin,
) -> Result<Next, Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Next::Enter);
    };
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    db::lock_account_of(&mut tx, &tokens::hash(&token)).await?;
    let (link, found) = look_up_in(services, &mut tx, &token).await?;
    let (registration, known) = match (link, found) {
        (Link::Live(registration), Some(known)) => (registration, known),
        (Link::Gone(Gone::Used { .. }), _) => return Ok(Next::Done { registered: None }),
        _ => return Ok(Next::Enter),
    };
    let account = registration.account;
    let (Some(draft), Some(stored)) = (registration.draft, db::find_draft(&mut tx, account).await?)
    else {
        return Ok(Next::Enter);
    };
    let (true, Some(password_hash)) = (draft.is_complete(), stored.password_hash) else {
        return Ok(Next::Enter);
    };
    if version.parse() != Ok(draft.version) {
        return Ok(Next::Enter);
    }
    let Ok(user_id) = UserId::parse(&draft.user_id) else {
        return Ok(Next::Enter);
    };
    if !user_ids::claim(&mut tx, &user_id, account, now).await? {
        drop(tx);
        let mut conn = services.db.acquire().await?;
        let remarks = Remarks {
            user_id: Some(UserIdRemark::Rejected(UserIdRejection::Taken)),
            ..Remarks::default()
        };
        keep(
            &mut conn,
            account,
            &draft.user_id,
            DraftPassword::Kept,
            remarks,
            now,
        )
        .await?;
        return Ok(Next::Enter);
    }
    let registered = db::Registered {
        user_id: &user_id,
        password_hash: &password_hash,
        language: language.tag(),
        email_unconfirmed: known.mail.is_none(),
    };
    db::register(&mut tx, account, registered, now).await?;
    db::use_links(&mut tx, account, now).await?;
    db::delete_draft(&mut tx, account).await?;
    outbox::supersede(&mut tx, account).await?;
    if known.mail.is_none() {
        let randomness = services.randomness.as_ref();
        outbox::enqueue(
            &mut tx,
            randomness,
            Letter::AddressConfirmation,
            account,
            now,
        )
        .await?;
    }
    // whoever chose the password sits before this browser: no mail need tell of it
    let device = devices::make_known(&mut tx, services, device, account).await?;
    let entry = audit::Entry {
        event: Event::Registered,
        actor: Some(account),
        customer: Some(CustomerId::from(known.customer)),
        account: Some(account),
        origin,
    };
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;

    Ok(Next::Done {
        registered: Some((account, device)),
    })
}

/// The user ID, if it may be taken; else the remark says why not.
async fn user_id_for(
    conn: &mut PgConnection,
    account: AccountId,
    typed: &str,
    remarks: &mut Remarks,
) -> sqlx::Result<Option<UserId>> {
    let user_id = match UserId::parse(typed) {
        Ok(user_id) => user_id,
        Err(error) => {
            remarks.user_id = Some(UserIdRemark::Rejected(UserIdRejection::Malformed(error)));
            return Ok(None);
        }
    };
    if !user_ids::is_free_for(conn, &user_id, account).await? {
        remarks.user_id = Some(UserIdRemark::Rejected(UserIdRejection::Taken));
    }
    Ok(Some(user_id))
}

/// The password, if it may be taken; nothing where the one entered before stays, or the remarks say why not.
fn password_for(
    services: &Services,
    entry: &Entry,
    found: &db::Found,
    has_password: bool,
    remarks: &mut Remarks,
) -> Option<PlainPassword> {
    if has_password && entry.password.is_empty() && entry.password_confirmation.is_empty() {
        return None;
    }
    let owner = Owner {
        user_id: &entry.user_id,
        email: &found.email,
        shop_name: &found.shop_name,
        customer_code: &found.customer_code,
    };
    match password_policy::accept(&entry.password, services.settings.password_min, owner) {
        Ok(password) => {
            let confirmation = PlainPassword::for_sign_in(&entry.password_confirmation);
            remarks.mismatch = confirmation.as_ref() != Some(&password);
            Some(password)
        }
        Err(why) => {
            remarks.password = Some(why);
            None
        }
    }
}

/// How many minutes to wait, if one of these limits is used up.
async fn too_many(
    services: &Services,
    conn: &mut PgConnection,
    tries: &[(Scope, &[u8], Limit)],
) -> sqlx::Result<Option<i64>> {
    Ok(
        match limit::take_all(conn, tries, services.clock.now()).await? {
            Admission::Admitted => None,
            Admission::Refused(wait) => Some(wait.minutes()),
        },
    )
}

async fn keep(
    conn: &mut PgConnection,
    account: AccountId,
    user_id: &str,
    password: DraftPassword<'_>,
    remarks: Remarks,
    now: OffsetDateTime,
) -> Result<(), Broken> {
    let remarks = serde_json::to_string(&remarks)?;
    // as much as anyone types by mistake; the rest would only fill the database
    let user_id: String = user_id
        .chars()
        .filter(|character| *character != '\0')
        .take(200)
        .collect();
    db::upsert_draft(
        conn,
        account,
        db::NewDraft {
            user_id: &user_id,
            password,
            remarks: &remarks,
        },
        now,
    )
    .await?;
    Ok(())
}
