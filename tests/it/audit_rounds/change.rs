//! Any one change of a plan, in its form as data.

use crosstie::rotation::RotationPlan;
use serde_json::Value;

use crate::rng::Rng;

/// The pointers to all values in a value.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                pointers(value, &format!("{at}/{i}"), all);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                pointers(value, &format!("{at}/{name}"), all);
            }
        }
        _ => {}
    }
}

/// The plan with one change; none where that is no plan any more, or the same.
pub(super) fn changed(plan: &RotationPlan, keys: &[String], rng: &mut Rng) -> Option<RotationPlan> {
    let mut json = serde_json::to_value(plan).unwrap();
    let mut all = Vec::new();
    pointers(&json, "", &mut all);
    // Proofs have most of the values.
    let proofs = rng.chance(1, 2);
    all.retain(|pointer| pointer.contains("proof") == proofs);
    if all.is_empty() {
        return None;
    }
    let pointer = rng.pick(&all).clone();
    let name = pointer.rsplit('/').next().unwrap();
    // Another value of the same name, or the objective for a bound.
    let others = all.iter().filter(|other| {
        let other = other.rsplit('/').next().unwrap();
        other == name || (name == "bound" && other == "objective")
    });
    let others: Vec<&String> = others.collect();
    let other = json.pointer(rng.pick::<&String>(&others)).unwrap().clone();
    let value = json.pointer_mut(&pointer)?;
    if rng.chance(1, 4) {
        *value = if rng.chance(1, 4) { Value::Null } else { other };
    } else {
        change(value, &pointer, keys, rng);
    }
    let read: RotationPlan = serde_json::from_value(json).ok()?;
    (read != *plan).then_some(read)
}

fn key(keys: &[String], rng: &mut Rng) -> String {
    if rng.chance(1, 8) { "zoe".to_owned() } else { rng.pick(keys).clone() }
}

fn change(value: &mut Value, pointer: &str, keys: &[String], rng: &mut Rng) {
    match value {
        Value::Number(number) => {
            let by = *rng.pick(&[-1_000_000, -2, -1, 1, 1, 2, 3_000_000]);
            let number = number.as_i64().unwrap_or(i64::MAX);
            *value = if rng.chance(1, 8) { 0.into() } else { number.saturating_add(by).into() };
        }
        Value::String(text) if pointer.ends_with("date") => *text = "2026-03-03".to_owned(),
        Value::String(text) => *text = key(keys, rng),
        Value::Array(values) if values.is_empty() => values.push(key(keys, rng).into()),
        Value::Array(values) => {
            let (a, b) = (rng.below(values.len()), rng.below(values.len()));
            match rng.below(5) {
                0 => drop(values.remove(a)),
                1 => values.insert(a, values[b].clone()),
                2 => values.clear(),
                3 if values[a].is_string() => values.push(key(keys, rng).into()),
                _ => values.swap(a, b),
            }
        }
        Value::Object(fields) if pointer.contains("prices") => {
            fields.insert(key(keys, rng), rng.within(-1, 9).into());
        }
        Value::Object(fields) => {
            let names: Vec<String> = fields.keys().cloned().collect();
            fields.remove(rng.pick(&names));
        }
        _ => {}
    }
}
