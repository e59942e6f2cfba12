# What people call; each target is a script that also runs on its own.

.PHONY: help run dev build test lint test-rust test-end2end site test-engines sqlx help-pictures gallery lighthouse bench clean
.DEFAULT_GOAL := help

help: ## say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

run: ## install, build and start the portal with demonstration data on http://localhost:3000
	@scripts/run

dev: ## the same as a development build that is built anew on every change (OPEN=1: with a browser that follows)
	@scripts/run --watch

build: ## the server at target/release/server, the site at target/site
	@scripts/build

test: ## install, check and test everything
	@scripts/test

lint: ## format, types, lints
	@scripts/lint

test-rust: ## the Rust tests
	@scripts/test-rust

test-end2end: ## the tests in a browser
	@scripts/test-end2end

test-engines: ## the main flows in Firefox and WebKit
	@scripts/test-engines

site: ## what browsers load: client, scripts, styles, icons
	@scripts/site

sqlx: ## renew the queries' metadata in .sqlx after a change to a query or migration
	@scripts/sqlx-prepare

help-pictures: ## renew the pictures of the guide in public/help, after a change to a screen in it
	@scripts/help-pictures

gallery: ## take pictures of every screen and mail, checked and with an index, in target/gallery
	@scripts/gallery

lighthouse: ## have Lighthouse judge the sign-in page and the list of share accounts as on a phone
	@scripts/lighthouse

bench: ## measure size, speed and memory
	@scripts/bench

clean: ## remove all that was built, and the demonstration's database
	@scripts/clean
