//! The import rule: who may use whom, read from the sources.

use std::fs;
use std::path::{Path, PathBuf};

const ALL: [&str; 13] = [
    "audit",
    "explain",
    "import",
    "manifest",
    "matching",
    "mentoring",
    "org",
    "policy",
    "rotation",
    "solve",
    "synth",
    "taskforce",
    "guide",
];

/// For each module the modules that it may use.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("org", &[]),
    ("solve", &[]),
    // A history is a table of its own, and its record lives with the policies.
    ("import", &["org", "policy"]),
    ("synth", &["org"]),
    ("policy", &["org"]),
    ("matching", &["solve"]),
    ("mentoring", &["org", "policy", "solve", "matching"]),
    ("rotation", &["org", "policy", "solve", "matching"]),
    ("taskforce", &["org", "policy", "solve", "matching"]),
    ("explain", &["org", "policy", "solve", "mentoring", "rotation", "taskforce"]),
    // Of files it reads who belongs to which group, which no record of ours has a place for.
    ("audit", &["org", "policy", "solve", "mentoring", "rotation", "taskforce", "import"]),
    ("manifest", &["org", "policy", "solve", "mentoring", "rotation", "taskforce"]),
];

/// The source files of a module, its unit tests aside.
fn sources(module: &str) -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![src.join(module)];
    let mut files: Vec<PathBuf> =
        Some(src.join(format!("{module}.rs"))).into_iter().filter(|p| p.is_file()).collect();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The code of a file: no comments, no doc examples, no test module.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn uses(code: &str, module: &str) -> bool {
    code.contains(&format!("crate::{module}"))
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut checked = 0;
    for (module, allowed) in MAY_USE {
        for file in sources(module) {
            let code = code(&file);
            for other in ALL {
                if other != module && !allowed.contains(&other) {
                    assert!(!uses(&code, other), "{} uses {other}", file.display());
                }
            }
            checked += 1;
        }
    }
    assert!(checked > 30, "only {checked} files were found");
}

#[test]
fn only_the_solver_file_of_a_programme_uses_a_kernel() {
    for file in ["mentoring", "rotation", "taskforce"].into_iter().flat_map(sources) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let is_solver =
            file.parent().unwrap().components().any(|part| part.as_os_str() == "solver");
        // A kernel that is not given a list asks for pairs, and `pairs.rs` answers.
        if !is_solver && !["solver.rs", "pairs.rs", "error.rs"].contains(&name) {
            assert!(!uses(&code(&file), "matching"), "{} uses a kernel", file.display());
        }
    }
}

#[test]
fn the_audit_shares_no_code_with_solvers() {
    for file in sources("audit") {
        let mut code = code(&file);
        if file.parent().unwrap().ends_with("task_force") {
            // The candidates of a task force are its input, and the list of them that of its proof.
            for input in ["problem.candidates()", "proof.candidates"] {
                code = code.replace(input, "");
            }
            // A reader of certificates, written from their definition: no kernel has a part in it,
            // and what it is read against the audit derives itself.
            code = code.replace("team_upper_bound", "");
            // What a problem keeps for its solver.
            for internal in ["position(", "person(", "fit(", "pair_score(", "named("] {
                let internal = format!("problem.{internal}");
                assert!(!code.contains(&internal), "{} uses {internal}", file.display());
            }
        }
        for shared in [
            "CompiledPolicy",
            "compiled()",
            "candidates",
            "upper_bound",
            "check_matching",
            "check_team",
            ".met()",
            "skills_required",
        ] {
            assert!(!code.contains(shared), "{} uses {shared}", file.display());
        }
    }
}

/// Organisations with a field for a protected attribute would be the first step.
#[test]
fn no_field_rule_or_criterion_names_a_protected_attribute() {
    let words =
        ["sex", "gender", "race", "ethnic", "religio", "disab", "birth", "nationality", "age:"];
    for module in ["org", "policy", "import", "taskforce"] {
        for file in sources(module) {
            for line in code(&file).to_lowercase().lines() {
                let mut tokens = line.split(|c: char| !c.is_alphanumeric() && c != ':');
                let bad = tokens.find(|token| words.iter().any(|w| token == w));
                assert_eq!(bad, None, "{}: {line}", file.display());
            }
        }
    }
}

/// Nothing outside the audit can take groups, for nothing there names the module that they are of: no builder,
/// policy, problem, solver, explanation or manifest.
#[test]
fn groups_go_to_the_audit_alone() {
    let mut checked = 0;
    for (module, _) in MAY_USE.into_iter().filter(|&(module, _)| module != "audit") {
        for file in sources(module) {
            let code = code(&file);
            let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(!words.any(|word| word == "audit"), "{} names the audit", file.display());
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} files were found");
    // And only the reader of a file of groups lends the audit a hand, without knowing what is in it.
    for file in sources("audit") {
        let is_reader = file.ends_with("groups/csv.rs");
        assert!(is_reader || !uses(&code(&file), "import"), "{} uses import", file.display());
    }
}

#[test]
fn nothing_in_the_library_prints_or_reads_a_clock() {
    for (module, _) in MAY_USE {
        for file in sources(module) {
            let code = code(&file);
            for word in [
                "println!",
                "print!(",
                "dbg!",
                "SystemTime",
                "Instant",
                "thread_rng",
                "std::env",
                "std::fs",
            ] {
                assert!(!code.contains(word), "{} uses {word}", file.display());
            }
        }
    }
}
