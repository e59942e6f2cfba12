//! `bindgen INPUT.wasm FOLDER NAME` writes `NAME.js` and `NAME_bg.wasm` for `<script type="module">`.
//!
//! Made from the library, so that Cargo.lock pins it together with the `wasm-bindgen` crate it must match.

use std::{env, process::ExitCode};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, folder, name] = arguments.as_slice() else {
        eprintln!("usage: bindgen INPUT.wasm FOLDER NAME");
        return ExitCode::from(2);
    };

    let mut bindgen = Bindgen::new();
    let written = bindgen
        .input_path(input)
        .out_name(name)
        .typescript(false)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bindgen: {error:?}");
            ExitCode::FAILURE
        }
    }
}
