//! Makes a new migration known: the macros that read the folder are not told by themselves.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
