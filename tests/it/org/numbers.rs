//! Scores and criterion values.

use crosstie::{MICROS, Score, Value};

#[test]
fn a_score_prints_exactly() {
    let cases = [
        (0, "0"),
        (1, "0.000001"),
        (-1, "-0.000001"),
        (10, "0.00001"),
        (100_000, "0.1"),
        (MICROS, "1"),
        (-MICROS, "-1"),
        (2_750_000, "2.75"),
        (-2_750_001, "-2.750001"),
        (10 * MICROS, "10"),
        (i64::MAX, "9223372036854.775807"),
        (i64::MIN, "-9223372036854.775808"),
    ];
    for (micros, text) in cases {
        let score = Score::from_micros(micros);
        assert_eq!(score.to_string(), text);
        assert_eq!(score.micros(), micros);
    }
    let score = Score::from_micros(2_750_000);
    assert_eq!(format!("{score:+}"), "+2.75");
    assert_eq!(format!("{score:>8}|{score:<8}|{score:08}"), "    2.75|2.75    |00002.75");
    assert_eq!(format!("{:08}", Score::from_micros(-2_500_000)), "-00002.5");
}

#[test]
fn scores_of_whole_points() {
    assert_eq!(Score::points(3).micros(), 3_000_000);
    assert_eq!(Score::points(i32::MIN).micros(), i64::from(i32::MIN) * MICROS);
    assert_eq!(Score::points(i32::MAX).micros(), i64::from(i32::MAX) * MICROS);
    assert_eq!(Score::ZERO, Score::default());
    assert!(Score::from_micros(-1) < Score::ZERO && Score::ZERO < Score::from_micros(1));
}

#[test]
fn a_ratio_is_rounded_down_and_capped() {
    let cases = [
        (0, 1, 0),
        (0, 0, 0),
        (5, 0, 0),
        (1, 3, 333_333),
        (2, 3, 666_666),
        (1, 1, 1_000_000),
        (7, 3, 1_000_000),
        (999_999, 1_000_000, 999_999),
        (1, 1_000_001, 0),
        (u64::MAX - 1, u64::MAX, 999_999),
        (u64::MAX, u64::MAX, 1_000_000),
        (u64::MAX, 1, 1_000_000),
        (1, u64::MAX, 0),
    ];
    for (numerator, denominator, micros) in cases {
        assert_eq!(
            Value::ratio(numerator, denominator).micros(),
            micros,
            "{numerator}/{denominator}"
        );
    }
    for denominator in 1..=60_u64 {
        for numerator in 0..=70_u64 {
            // The definition: the largest m ≤ 10⁶ with m/10⁶ ≤ numerator/denominator.
            let m = u64::from(Value::ratio(numerator, denominator).micros());
            assert!(m * denominator <= numerator * 1_000_000);
            assert!(m == 1_000_000 || (m + 1) * denominator > numerator * 1_000_000);
        }
    }
}

#[test]
fn a_float_becomes_the_nearest_value() {
    let cases = [
        (0.0, 0),
        (-0.0, 0),
        (f64::MIN_POSITIVE, 0),
        (0.000_000_4, 0),
        (0.000_000_6, 1),
        (0.25, 250_000),
        (1.0 / 3.0, 333_333),
        (2.0 / 3.0, 666_667),
        (0.999_999_4, 999_999),
        (1.0 - f64::EPSILON, 1_000_000),
        (1.0, 1_000_000),
    ];
    for (float, micros) in cases {
        assert_eq!(Value::from_f64(float).unwrap().micros(), micros, "{float}");
    }
    let refused = [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (-f64::MIN_POSITIVE, "-0.0"),
        (1.0 + f64::EPSILON, "1.0"),
        (-1.0, "-1"),
        (1e300, "1"),
    ];
    for (float, named) in refused {
        let message = Value::from_f64(float).unwrap_err().to_string();
        assert!(
            message.starts_with(named) && message.ends_with("give a number from 0 to 1"),
            "{message}"
        );
    }
}

#[test]
fn every_millionth_comes_back() {
    for micros in 0..=1_000_000_u32 {
        let value = Value::try_from(micros).unwrap();
        assert_eq!(u32::from(value), micros);
        assert_eq!(Value::from_f64(f64::from(micros) / 1e6), Ok(value));
    }
    assert_eq!(Value::try_from(1_000_000), Ok(Value::ONE));
    assert_eq!(Value::try_from(0), Ok(Value::ZERO));
    let message = Value::try_from(1_000_001).unwrap_err().to_string();
    assert!(message.contains("1000001 millionths") && message.contains("from 0 to 1"), "{message}");
}

#[test]
fn a_value_prints_exactly() {
    assert_eq!(Value::ONE.to_string(), "1");
    assert_eq!(Value::ZERO.to_string(), "0");
    assert_eq!(Value::ratio(1, 3).to_string(), "0.333333");
    assert_eq!(format!("{:>5}", Value::ratio(1, 2)), "  0.5");
}

#[cfg(feature = "serde")]
#[test]
fn scores_and_values_are_integers_in_json() {
    for micros in [0, 1, -1, 2_750_000, i64::MAX, i64::MIN] {
        let score = Score::from_micros(micros);
        let json = serde_json::to_string(&score).unwrap();
        assert_eq!(json, micros.to_string());
        assert_eq!(serde_json::from_str::<Score>(&json).unwrap(), score);
    }
    assert_eq!(serde_json::to_string(&Value::ratio(1, 3)).unwrap(), "333333");
    assert_eq!(serde_json::from_str::<Value>("1000000").unwrap(), Value::ONE);
    for refused in ["1000001", "-1", "0.5", "1.0", "\"1\"", "null", "4294967296"] {
        assert!(serde_json::from_str::<Value>(refused).is_err(), "{refused}");
    }
    for refused in ["0.5", "1.0", "\"1\"", "9223372036854775808"] {
        assert!(serde_json::from_str::<Score>(refused).is_err(), "{refused}");
    }
    let message = serde_json::from_str::<Value>("1000001").unwrap_err().to_string();
    assert!(message.contains("1000001 millionths"), "{message}");
}
