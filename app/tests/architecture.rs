//! The sources themselves: who uses whom (see ARCHITECTURE.md), and what may reach the browser.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const FEATURES: [&str; 21] = [
    "account",
    "address_confirmation",
    "bounces",
    "documents",
    "email_change",
    "handoff",
    "help",
    "history",
    "home",
    "in_person",
    "invitation_import",
    "notices",
    "passkeys",
    "points",
    "reauthentication",
    "recovery",
    "registration",
    "security",
    "share_accounts",
    "sign_in",
    "sign_in_guide",
];

/// The arrows between features that were decided on.
const ARROWS: [(&str, &str); 20] = [
    ("account", "email_change"),
    ("account", "reauthentication"),
    ("account", "recovery"),
    ("email_change", "reauthentication"),
    ("passkeys", "reauthentication"),
    ("recovery", "email_change"),
    ("recovery", "sign_in"),
    ("security", "email_change"),
    ("security", "passkeys"),
    ("security", "reauthentication"),
    ("security", "recovery"),
    ("share_accounts", "reauthentication"),
    ("sign_in", "handoff"),
    ("handoff", "points"),
    ("home", "handoff"),
    ("home", "points"),
    ("in_person", "share_accounts"),
    ("invitation_import", "share_accounts"),
    ("registration", "handoff"),
    ("registration", "share_accounts"),
];

/// What modules besides features may use of this crate.
const FOUNDATIONS: [(&str, &[&str]); 7] = [
    ("values", &["values"]),
    ("rights", &["values"]),
    ("paths", &["values"]),
    ("text", &["values", "text"]),
    ("islands", &["values", "paths", "text"]),
    ("ui", &["values", "paths", "text"]),
    ("platform", &["values", "rights", "paths", "text"]),
];

/// What parts of a feature never name.
const FORBIDDEN: [(&str, &[&str]); 6] = [
    ("model", &["leptos", "sqlx", "axum"]),
    ("rules", &["leptos", "sqlx", "axum"]),
    (
        "db",
        &[
            "leptos",
            "axum",
            "super::service",
            "super::api",
            "super::pages",
        ],
    ),
    ("service", &["leptos", "axum", "super::api", "super::pages"]),
    ("api", &["sqlx", "super::db"]),
    ("pages", &["sqlx", "super::db"]),
];

/// Crates that have no place in a browser.
const SERVER_ONLY: [&str; 12] = [
    "sqlx",
    "tokio",
    "axum",
    "leptos_axum",
    "tower-sessions",
    "argon2",
    "lettre",
    "jsonwebtoken",
    "mail-parser",
    "p256",
    "time",
    "zxcvbn",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source below a module, with its text; tests may use whatever they need.
fn sources(module: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![source().join(module)];
    let file = source().join(format!("{module}.rs"));
    if file.exists() {
        found.push((
            format!("{module}.rs"),
            fs::read_to_string(&file).expect("a source"),
        ));
    }
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            let name = path
                .strip_prefix(source())
                .expect("below src")
                .display()
                .to_string();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    folders.push(path);
                }
            } else if !name.ends_with("tests.rs") && !name.ends_with("testing.rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let code = text
                    .split("#[cfg(test)]\nmod ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                found.push((name, code));
            }
        }
    }
    found
}

/// The modules of this crate that a source names, in `use crate::{…}` or in a path.
fn uses(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (position, _) in code.match_indices("crate::") {
        let rest = &code[position + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => used.extend(names_in_group(group)),
            None => used.extend(first_name(rest)),
        }
    }
    used
}

/// The first name of each item of a use group, nested groups passed over.
fn names_in_group(group: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0;
    let mut item = String::new();
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(first_name(&std::mem::take(&mut item))),
            _ if depth == 0 => item.push(character),
            _ => {}
        }
    }
    names.extend(first_name(&item));
    names
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text
        .trim_start()
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn features_use_each_other_only_where_it_was_decided() {
    let mut wrong = Vec::new();
    for feature in FEATURES {
        for (file, code) in sources(feature) {
            for used in uses(&code) {
                let foreign = FEATURES.contains(&used.as_str()) && used != feature;
                if foreign && !ARROWS.contains(&(feature, used.as_str())) {
                    wrong.push(format!("{file} uses {used}"));
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn foundations_know_nothing_of_what_stands_on_them() {
    let mut wrong = Vec::new();
    for (module, allowed) in FOUNDATIONS {
        for (file, code) in sources(module) {
            for used in uses(&code) {
                if used != module && !allowed.contains(&used.as_str()) && is_module(&used) {
                    wrong.push(format!("{file} uses {used}"));
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_module(name: &str) -> bool {
    source().join(name).is_dir() || source().join(format!("{name}.rs")).exists()
}

#[test]
fn each_kind_of_file_keeps_to_its_task() {
    let mut wrong = Vec::new();
    for feature in FEATURES {
        for (file, code) in sources(feature) {
            for (kind, forbidden) in FORBIDDEN {
                // a file, or a folder once it has grown
                if !file.ends_with(&format!("/{kind}.rs")) && !file.contains(&format!("/{kind}/")) {
                    continue;
                }
                for name in forbidden {
                    let named = code.lines().any(|line| {
                        let line = line.trim_start();
                        !line.starts_with("//")
                            && (line.contains(&format!("{name}::"))
                                || line.contains(&format!("use {name};")))
                    });
                    if named {
                        wrong.push(format!("{file} names {name}"));
                    }
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_client_depends_on_no_crate_of_the_server() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "app",
            "--no-default-features",
            "--features",
            "hydrate",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ])
        .output()
        .expect("cargo tree runs");
    let tree = String::from_utf8(tree.stdout).expect("text");

    let crates: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();

    assert!(crates.contains("leptos"), "{tree}");
    let wrong: Vec<&&str> = SERVER_ONLY
        .iter()
        .filter(|name| crates.contains(**name))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_readers_of_sources_see_what_is_there() {
    let code = "use crate::{\n    paths::{self, X},\n    platform::{a::{b, c}, d},\n    values::Y,\n};\ncrate::ui::icon();";

    assert_eq!(
        uses(code).into_iter().collect::<Vec<_>>(),
        ["paths", "platform", "ui", "values"]
    );
    assert!(sources("share_accounts").len() >= 7);
}
