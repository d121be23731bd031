//! Mistakes in groups, outcomes and options, all at once.

use crosstie::Score;
use crosstie::audit::{self, GroupAudit, GroupError, Groups, Outcome};
use crosstie::mentoring::{Capacity, MentoringProblem};

fn codes(errors: &crosstie::Errors<GroupError>) -> Vec<&'static str> {
    errors.iter().map(GroupError::code).collect()
}

#[test]
fn every_mistake_is_reported() {
    let groups = Groups::new()
        .value("ada", "gender", "f")
        .value("ada", " gender ", "m")
        .value("eve", "gender", "f")
        .value("eve", "site", "leeds")
        .value("bob", "gender", " ")
        .value("bob", "", "x");
    let outcomes = vec![
        Outcome::new("ada", true),
        Outcome::new("bob", false),
        Outcome::new("bob", true),
        Outcome { placed: 2, ..Outcome::new("cy", true) },
    ];
    let errors = GroupAudit::new(&groups)
        .leave_out_below_percent(101)
        .intersections_up_to(0)
        .outcomes(outcomes)
        .unwrap_err();
    let expected = [
        "percent",
        "no-order",
        "outcome-twice",
        "placed-too-often",
        "repeated-value",
        "empty-value",
        "empty-attribute",
        "unknown-person",
    ];
    assert_eq!(codes(&errors), expected);
    assert_eq!(
        errors.to_string(),
        "101 % is above 100 %; leave out groups below 0 to 100 %\n\
         groups are of at least one attribute; ask for intersections of 1 or more\n\
         `bob` has two outcomes; give each person one\n\
         `cy` was placed 2 times with 1 chances; a person is placed at most once a chance\n\
         `ada` has the gender `f` already, not `m` as well; keep one\n\
         the gender of `bob` is empty; leave it out, and it counts as missing\n\
         a value of `bob` is of an attribute without a name; name it\n\
         `eve` has no part in what is audited; correct the key, leave the person out, or ignore all such people with \
         `ignore_others`"
    );
    let errors = GroupAudit::new(&Groups::new()).outcomes(Vec::new()).unwrap_err();
    assert_eq!(codes(&errors), ["no-attribute"]);
}

#[test]
fn more_groups_than_a_report_can_hold() {
    let mut groups = Groups::new();
    for attribute in 0..40 {
        groups = groups.value("ada", attribute.to_string(), "x");
    }
    let outcomes = || vec![Outcome::new("ada", true)];
    let errors = GroupAudit::new(&groups).outcomes(outcomes()).unwrap_err();
    assert_eq!(codes(&errors), ["too-many-groups"]);
    assert!(GroupAudit::new(&groups).intersections_up_to(2).outcomes(outcomes()).is_ok());
}

#[test]
fn people_of_other_programmes() {
    let problem = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentee("bob")
        .score("ada", "bob", Score::points(1))
        .build()
        .unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let groups = Groups::new().value("eve", "site", "york").value("ada", "site", "leeds");
    let errors = audit::by_group(&problem, &plan, &groups).unwrap_err();
    assert_eq!(codes(&errors), ["unknown-person"]);
    let report = GroupAudit::new(&groups).ignore_others().mentoring(&problem, &plan).unwrap();
    assert_eq!(report.others, 1);
    assert_eq!(report.sections.len(), 2);
}

#[cfg(feature = "csv")]
pub(crate) mod files {
    use crosstie::audit::Groups;
    use crosstie::import::{CsvReader, Delimiter, Encoding, Table};

    use crate::rng::Rng;

    fn codes(file: &[u8]) -> Vec<&'static str> {
        let errors = Groups::csv(file).unwrap_err();
        errors.iter().map(|error| error.problem.code()).collect()
    }

    #[test]
    fn a_file_is_the_same_as_calls() {
        let file = "key, site ,gender\nada,leeds, f\n\neve,,\nbob,,m\n";
        let calls = Groups::new()
            .value("ada", "site", "leeds")
            .value("ada", "gender", "f")
            .value("bob", "gender", "m");
        assert_eq!(Groups::csv(file.as_bytes()).unwrap(), calls);

        let reader = CsvReader::new()
            .encoding(Encoding::Latin1)
            .delimiter(Delimiter::Semicolon)
            .rename(Table::Groups, "id", "key")
            .rename(Table::Groups, "sexe", "gender")
            .ignore(Table::Groups, "name");
        let file = b"id;name;sexe;site\nada;Ren\xE9;f;leeds\nbob;;m;\n";
        let read = Groups::read_csv(&reader, &file[..]).unwrap();
        assert_eq!(format!("{read:?}"), format!("{calls:?}"));
        assert_eq!(read.len(), 3);
    }

    #[test]
    pub(crate) fn mistakes_of_files() {
        assert_eq!(codes(b""), ["empty-file"]);
        assert_eq!(codes(b"site,gender\nleeds,f\n"), ["missing-column"]);
        assert_eq!(codes(b"key;site\nada;leeds\n"), ["delimiter"]);
        assert_eq!(
            codes(b"key,site,site,\nada,x,y,z\n,x,y,z\nada,x,y,z\nada,x\n"),
            ["repeated-name", "unnamed-column", "empty-cell", "duplicate-key", "row-length"]
        );
        assert_eq!(codes(b"key,site\nada,\"leeds\n"), ["unclosed-quote"]);
        assert_eq!(codes(b"\xFF\xFEk"), ["utf-16"]);
        assert_eq!(codes(b"key,site\nada,\xE9\n"), ["encoding"]);
        let reader = CsvReader::new().rename(Table::Groups, "id", "key");
        let errors = Groups::read_csv(&reader, &b"key,site\nada,x\n"[..]).unwrap_err();
        assert_eq!(
            errors.to_string(),
            "groups.csv line 1: `rename` maps `id` to `key`, but the header has no such column; correct the name, or \
             drop the `rename`"
        );
    }

    #[test]
    fn no_bytes_panic() {
        let pieces: [&[u8]; 12] = [
            b"key",
            b",",
            b"\n",
            b"\"",
            b"site",
            b"\r\n",
            b";",
            b" ",
            b"\xEF\xBB\xBF",
            b"ada",
            b"\0",
            b"\xE9",
        ];
        let mut good = 0;
        for seed in 0..20_000 {
            let mut rng = Rng::new(seed);
            let mut file = if rng.chance(1, 2) { b"key,site\n".to_vec() } else { Vec::new() };
            for _ in 0..rng.below(12) {
                let piece: &[u8] = pieces[rng.below(pieces.len())];
                file.extend_from_slice(piece);
            }
            good += u32::from(Groups::csv(&*file).is_ok());
        }
        assert!(good > 100, "{good}");
    }
}
