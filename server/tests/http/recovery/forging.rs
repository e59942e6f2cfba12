//! Requests made up to lead mails, links or limits astray (R2, R4, R28, R45).

use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn r2_no_body_makes_a_mail_go_to_a_stranger(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let (victim, evil) = ("demoparent%40example.com", "evil%40example.net");
    let bodies = [
        format!("email[]={victim}&email[]={evil}"),
        format!("email[0]={victim}&email[1]={evil}"),
        format!("email={victim}&email={evil}"),
        format!("email={evil}&email={victim}"),
        format!("email[to]={victim}&email[cc]={evil}"),
        format!("email={victim},{evil}"),
        format!("email={victim}%3B{evil}"),
        format!("email={victim}%0d%0aBcc:{evil}"),
        format!("email={victim}%0aBcc:{evil}"),
        format!("email={victim}%00"),
        format!("email={victim}&to={evil}&recipient={evil}&cc={evil}"),
        format!("email=%22{evil}%2C%22%20%3C{victim}%3E"),
        "email=%EF%BC%A4%EF%BC%A5mo\u{ff10}parent%40example.com".to_owned(),
        format!("email={victim}&email[]={evil}"),
        "email=".to_owned(),
        "email=%ff%fe%40example.com".to_owned(),
        format!("{{\"email\":[\"{victim}\",\"{evil}\"]}}"),
    ];

    for body in &bodies {
        for path in [RESET, RECOVER] {
            let mut browser = site.browser();
            let answer = post_raw(&mut browser, path, &format!("user_id=demoparent&{body}")).await;

            assert!(
                !answer.status.is_server_error(),
                "{path} {body} {}",
                answer.text
            );
        }
    }
    work(&site).await;

    for mail in site.portal.postbox.mails() {
        let to: Vec<&str> = mail.envelope().to().iter().map(AsRef::as_ref).collect();
        assert_eq!(to, [EMAIL]);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r2_and_r45_no_other_field_of_a_mail_takes_more_than_one_address(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    site.portal.deliver().await;
    let before = site.portal.postbox.mails().len();
    let evil = "evil%40example.net";

    for (path, fields) in [
        ("/api/email-change/request", "email=new%40example.com"),
        (
            "/api/share-accounts/add",
            "name=%E6%9C%89%E7%B7%9A&email=new%40example.com",
        ),
    ] {
        for more in [
            format!(",{evil}"),
            format!("%0d%0aBcc:{evil}"),
            format!("%20{evil}"),
            "%00".to_owned(),
            format!("&email={evil}"),
            format!("&email[]={evil}"),
        ] {
            let answer = post_raw(&mut parent, path, &format!("{fields}{more}")).await;
            assert!(
                !answer.status.is_server_error(),
                "{path} {more} {}",
                answer.text
            );
        }
    }
    let name = "name=x%0d%0aBcc:evil%40example.net&email=new%40example.com";
    post_raw(&mut parent, "/api/share-accounts/add", name).await;
    site.portal.deliver().await;

    let mails = site.portal.postbox.mails();
    let strangers = mails[before..].iter().filter(|mail| {
        mail.envelope()
            .to()
            .iter()
            .any(|to| AsRef::<str>::as_ref(to).contains("evil"))
    });
    assert_eq!(strangers.count(), 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r28_no_header_of_the_visitors_makes_another_address_of_his(pool: PgPool) {
    let mut settings = settings();
    settings.limits.recovery_address = limit(3, Duration::HOUR);
    let site = Site::with(pool, settings);
    let mut browser = site.browser();
    let fields = [("user_id", "demoparent"), ("email", EMAIL)];

    for last in 1..=3 {
        for (name, value) in [
            ("x-forwarded-for", format!("203.0.113.{last}")),
            ("x-real-ip", format!("203.0.113.{last}")),
            ("forwarded", format!("for=203.0.113.{last}")),
        ] {
            let value = value.parse().expect("a header");
            browser.headers.insert(name, value);
        }
        assert_eq!(browser.post(RESET, &fields).await.location(), "/reset/sent");
    }
    let fourth = browser.submit(RESET, &fields).await;

    assert!(fourth.shows("分後に"), "{}", fourth.text);
    let addresses: i64 = site
        .portal
        .ask("select count(distinct address) from recovery_requests")
        .await;
    assert_eq!(addresses, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r4_a_forged_host_is_in_no_link(pool: PgPool) {
    let mut settings = settings();
    settings.limits.recovery = window(100, Duration::SECOND);
    settings.limits.recovery_day = window(100, Duration::SECOND);
    let site = Site::with(pool, settings);
    two_shops(&site).await;

    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-server", "evil.example"),
        ("x-original-url", "https://evil.example/"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-host", "evil.example"),
    ] {
        for path in [RESET, RECOVER] {
            let browser = site.browser();
            let mut request = browser
                .request(Method::POST, path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(
                    "user_id=demoparent&email=demoparent%40example.com",
                ))
                .expect("a request");
            request.headers_mut().insert(
                header::HeaderName::from_static(name),
                value.parse().expect("a header"),
            );
            let before = site.portal.postbox.mails().len();
            let answer = browser.clone().send(request).await;
            work(&site).await;

            assert!(!answer.location().contains("evil"), "{name}");
            let mails = site.portal.postbox.mails();
            // a foreign Host may be refused outright
            assert!(
                mails.len() > before || !answer.status.is_redirection(),
                "{name}"
            );
            for link in mails[before..].iter().flat_map(links_in) {
                assert!(
                    link.starts_with("https://members.example.com/reset/"),
                    "{name} {link}"
                );
            }
        }
    }
    assert!(site.portal.postbox.mails().len() >= 12);
}

#[sqlx::test(migrations = "../migrations")]
async fn r4_links_have_the_configured_address_with_its_port(pool: PgPool) {
    let mut settings = settings();
    settings.public_url = "http://127.0.0.1:3000".parse().expect("an address");
    let site = Site::with(pool, settings);
    two_shops(&site).await;

    let token = reset_link(&site).await;

    let mail = site.portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(
        links_in(&mail),
        [format!("http://127.0.0.1:3000/reset/{token}")]
    );
}
