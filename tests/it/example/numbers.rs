//! All numbers of a text, in order.

/// Every number of a text that is no part of a word, with its decimals.
pub(crate) fn numbers(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '.' || c == '-' || c == '_';
    let words = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches(['.', '-']));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
}

/// The lines under a heading.
pub(crate) fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let start = text.find(&format!("{heading}\n")).unwrap_or_else(|| panic!("{heading}\n{text}"));
    let rest = &text[start + heading.len() + 1..];
    rest.split("\n\n").next().unwrap()
}

#[test]
fn all_numbers_are_found() {
    let text = "L46 has 3 of 12 (score 2.808333), 0.3076 !, L01 and 10 more. 2-fold 5.";
    assert_eq!(numbers(text), ["3", "12", "2.808333", "0.3076", "10", "2-fold", "5"]);
}
