//! Content-Security-Policy (R36): what the browser may load and where forms may lead.

/// The policy of every answer that is not a page: nothing runs, nothing frames it (R36).
pub const NO_SCRIPT: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                             base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// The policy of the service worker, which fetches pages and the page for when there is no network.
pub const SERVICE_WORKER: &str =
    "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Where browsers report what a policy stopped (R36).
pub const REPORTS: &str = "/csp";

/// The policy of a page whose scripts carry `nonce` (R36, CSP Level 3).
///
/// `form_targets`, each after a space, are listed because Chromium checks `form-action` over the redirects that follow a
/// form as well, and 注文する ends at the cart.
pub fn page_csp(nonce: &str, form_targets: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; form-action 'self'{form_targets}; base-uri 'none'; object-src 'none'; \
         frame-ancestors 'none'; report-uri {REPORTS}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_runs_only_what_carries_its_nonce() {
        let policy = page_csp("bm9uY2U", " https://cart.example.com");

        assert!(policy.contains("script-src 'nonce-bm9uY2U' 'strict-dynamic' 'wasm-unsafe-eval';"));
        assert!(policy.contains("form-action 'self' https://cart.example.com;"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }

    #[test]
    fn both_policies_forbid_frames_and_start_from_nothing() {
        for policy in [NO_SCRIPT, &page_csp("n", " https://cart.example.com")] {
            assert!(policy.starts_with("default-src 'none'; "), "{policy}");
            for rule in [
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "object-src 'none'",
            ] {
                assert!(policy.contains(rule), "{rule} missing in {policy}");
            }
            assert!(!policy.contains("  "), "{policy}");
        }
    }
}
