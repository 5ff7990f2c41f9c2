//! Configurations of `CamillaDSP`: the filters that its pipeline names, in order, as often as it names them.

mod filter;

use serde_json::{Map, Value};

use super::band::{add, finish, gain};
use super::notes::{Notes, Refusal};
use super::text::Line;
use super::tree::{number, truth};
use super::{Equaliser, Format, Import};

/// Steps of a pipeline at most.
const STEPS: usize = 1024;

/// Follows the pipeline.
pub(super) fn read(tree: &Value, lines: &[Line<'_>]) -> Result<Import, Refusal> {
    let mut notes = Notes::default();
    let mut ears = [Equaliser::default(), Equaliser::default()];
    let nothing = Map::new();
    let filters = tree.get("filters").and_then(Value::as_object).unwrap_or(&nothing);
    let Some(pipeline) = tree.get("pipeline").and_then(Value::as_array) else {
        let what = "no pipeline: a filter that it does not name is not in use";
        return Err(Refusal::file("E_NO_FILTERS", what, "add the pipeline"));
    };
    for (i, step) in pipeline.iter().take(STEPS).enumerate() {
        let kind = step.get("type").and_then(Value::as_str).unwrap_or("nothing");
        if kind != "Filter" {
            notes.warn(
                "W_UNSUPPORTED",
                line_of(lines, "pipeline"),
                format!("step {} (`{kind:.40}`) is left out", i + 1),
            );
            continue;
        }
        if truth(step.get("bypassed")) {
            notes.warn(
                "W_BYPASSED",
                line_of(lines, "pipeline"),
                format!("step {} is bypassed: left out", i + 1),
            );
            continue;
        }
        let meant = channels(step, i, &mut notes);
        for name in
            step.get("names").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            let line = line_of(lines, name);
            let Some(filter) = filters.get(name) else {
                notes.warn(
                    "W_UNSUPPORTED",
                    line,
                    format!("the pipeline names `{name:.40}`, which is no filter here"),
                );
                continue;
            };
            apply(filter, name, line, meant, &mut ears, &mut notes)?;
        }
    }
    let [left, right] = ears;
    let title = tree.get("title").and_then(Value::as_str).map(str::to_owned);
    Ok(Import { format: Format::CamillaDsp, content: finish(left, right)?, title, warnings: notes.finish() })
}

/// Which ears a step is for: `channels: [0, 1]`, the older `channel: 0`, or all.
fn channels(step: &Value, i: usize, notes: &mut Notes) -> [bool; 2] {
    let listed: Vec<f64> = match (step.get("channels"), step.get("channel")) {
        (Some(Value::Array(list)), _) => list.iter().filter_map(number).collect(),
        (_, Some(one)) => number(one).into_iter().collect(),
        _ => return [true; 2],
    };
    if listed.iter().any(|&channel| channel > 1.0) {
        notes.warn("W_CHANNEL", None, format!("step {}: only channels 0 and 1 are ears", i + 1));
    }
    [0.0, 1.0].map(|ear| listed.contains(&ear))
}

fn apply(
    filter: &Value,
    name: &str,
    line: Option<usize>,
    meant: [bool; 2],
    ears: &mut [Equaliser; 2],
    notes: &mut Notes,
) -> Result<(), Refusal> {
    let nothing = Value::Null;
    let parameters = filter.get("parameters").unwrap_or(&nothing);
    let kind = filter.get("type").and_then(Value::as_str).unwrap_or("nothing");
    let mut ears: Vec<_> =
        ears.iter_mut().zip(meant).filter(|(_, is_meant)| *is_meant).map(|(ear, _)| ear).collect();
    match kind {
        "Gain" => {
            let gain_db = gain_of(parameters, name, line, notes)?;
            for ear in &mut ears {
                ear.gain_db += gain_db;
            }
        }
        "Biquad" | "BiquadCombo" => {
            for band in filter::bands(kind, parameters, name, line, notes)? {
                ears.iter_mut().try_for_each(|ear| add(ear, band, line))?;
            }
        }
        "Conv" => {
            let what = format!("`{name:.40}`: files are not opened; import the impulse response itself");
            notes.warn("W_UNSUPPORTED", line, what);
        }
        other => notes.warn("W_UNSUPPORTED", line, format!("`{name:.40}` of type `{other:.40}` is left out")),
    }
    Ok(())
}

fn gain_of(parameters: &Value, name: &str, line: Option<usize>, notes: &mut Notes) -> Result<f64, Refusal> {
    if truth(parameters.get("inverted")) {
        notes.warn("W_UNSUPPORTED", line, format!("`{name:.40}`: the inverted polarity is left out"));
    }
    if truth(parameters.get("mute")) {
        notes.warn("W_UNSUPPORTED", line, format!("`{name:.40}`: the mute is left out"));
    }
    let Some(value) = parameters.get("gain").and_then(number) else {
        notes.warn("W_NUMBER", line, format!("`{name:.40}` dropped: its gain is no finite number"));
        return Ok(0.0);
    };
    let is_linear = parameters.get("scale").and_then(Value::as_str) == Some("linear");
    let gain_db = if is_linear { 20.0 * value.abs().log10() } else { value };
    gain(gain_db, line)?;
    Ok(gain_db)
}

/// The line where a name is explained.
fn line_of(lines: &[Line<'_>], name: &str) -> Option<usize> {
    let explains = |line: &str| {
        line.trim()
            .trim_matches(['"', '\''])
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([':', '"', '\'']))
    };
    lines.iter().find(|(_, line)| explains(line)).map(|&(number, _)| number)
}
