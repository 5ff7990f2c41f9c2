//! Whatever the bytes are: an answer, in bounded time, and no panic.

use foldback::engine::prepare::adopt::{Wishes, adopt};
use foldback::preset::import::{Reading, read};
use proptest::prelude::*;

const PARAMETRIC: &str = "Preamp: -6.1 dB\nFilter 1: ON LSC Fc 105 Hz Gain 6.4 dB Q 0.70\nChannel: L R\nFilter 2: ON PK Fc 8865,5 Hz Gain 4.9 dB BW Oct 1.3\nIf: 1\nEndIf:\nFilter 3: ON LS 6dB Fc 1.000 Hz Gain -3 dB\n";
const GRAPHIC: &str = "GraphicEQ: 20 -0.3; 21 -0.3; 100 -inf; 1000 2.5; 20000 -8\n";
const REW: &str = "* Measurement: X L\n* Freq(Hz) SPL(dB) Phase(degrees)\n20.0\t94.1\t10\n100.0\t95\t1\n1000 94 0\n9000, 91, 2\n";
const CSV: &str = "frequency,raw,smoothed\n20,1.5,2\n1000,0,1\n10000,-5,1e1\n";
const YAML: &str = "filters:\n  a:\n    type: Biquad\n    parameters: {type: Peaking, freq: 1000, q: 1.0, gain: -3}\n  b:\n    type: BiquadCombo\n    parameters:\n      type: LinkwitzRileyHighpass # x\n      freq: 30\n      order: 4\npipeline:\n  - type: Filter\n    channels: [0, 1]\n    names: [a, \"b\", 'a']\n";
const EASY: &str = r#"{"output":{"plugins_order":["equalizer#0"],"equalizer#0":{"input-gain":-2.0,"num-bands":2,"split-channels":false,"left":{"band0":{"frequency":100.0,"gain":3.0,"q":1.0,"type":"Bell","mode":"APO (DR)"},"band1":{"frequency":"900","gain":-3,"type":"Hi-shelf","slope":"x2"}}}}}"#;
const OPRA: &str = r#"{"author":"A","type":"parametric_eq","parameters":{"gain_db":-5,"bands":[{"type":"peak_dip","frequency":100,"gain_db":3,"q":1.2},{"type":"low_pass","frequency":15000,"slope":12}]}}"#;

fn wave() -> Vec<u8> {
    foldback::engine::prepare::impulse::to_wav(&[&[1.0, 0.25, 0.0, -0.1], &[0.5, 0.2, 0.1, 0.0]], 48_000)
}

fn seeds() -> Vec<Vec<u8>> {
    let texts = [PARAMETRIC, GRAPHIC, REW, CSV, YAML, EASY, OPRA];
    texts.iter().map(|text| text.as_bytes().to_vec()).chain([wave()]).collect()
}

/// Reads, and makes a response of what could be read.
fn swallow(bytes: &[u8]) {
    if let Ok(import) = read(bytes, Reading::default()) {
        for meaning in
            [foldback::preset::import::Meaning::Response, foldback::preset::import::Meaning::Correction]
        {
            let wishes = Wishes {
                meaning: Some(meaning),
                form: Some(foldback::engine::prepare::adopt::Form::Curve),
                ..Wishes::default()
            };
            let _ = adopt(std::slice::from_ref(&import), &["x".into()], &wishes, "x");
            let _ =
                adopt(std::slice::from_ref(&import), &["x".into()], &Wishes { form: None, ..wishes }, "x");
        }
    }
}

#[test]
fn every_seed_is_read_as_it_stands() {
    for seed in seeds() {
        assert!(read(&seed, Reading::default()).is_ok(), "{}", String::from_utf8_lossy(&seed));
    }
}

#[test]
fn a_file_cut_anywhere_gives_an_answer() {
    for seed in seeds() {
        for end in 0..seed.len() {
            let _ = read(&seed[..end], Reading::default());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_file_of_any_format_with_any_bytes_changed_gives_an_answer(
        which in 0usize..8,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..12),
    ) {
        let mut bytes = seeds()[which].clone();
        for (at, byte, how) in changes {
            let i = at.index(bytes.len());
            match how {
                0 => bytes[i] = byte,
                1 => bytes.insert(i, byte),
                2 => { bytes.remove(i); }
                _ => bytes[i] = b"0159.,-eE:;{}[] \n\"'#"[usize::from(byte) % 20],
            }
            if bytes.is_empty() {
                bytes.push(byte);
            }
        }
        swallow(&bytes);
    }

    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,300}") {
        swallow(text.as_bytes());
    }

    #[test]
    fn numbers_of_any_size_give_an_answer(x in any::<f64>(), y in any::<f64>(), z in any::<f64>()) {
        swallow(format!("Preamp: {x} dB\nFilter 1: ON PK Fc {y:?} Hz Gain {z} dB Q {x}\nFilter: ON LS {z}dB Fc {x} Hz Gain {y:e} dB\n").as_bytes());
        swallow(format!("{x} {y}\n{y} {z}\n{z} {x}\n100 3\n").as_bytes());
        swallow(format!("GraphicEQ: {x} {y}; {z} {x}; 100 1; 900 2").as_bytes());
    }
}

#[test]
fn what_is_too_long_too_deep_or_too_many_is_refused_with_its_code() {
    let code = |bytes: &[u8]| read(bytes, Reading::default()).map(|i| i.format).unwrap_err().code;
    assert_eq!(code(&vec![b' '; (16 << 20) + 1]), "E_TOO_LARGE");
    assert_eq!(code(format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)).as_bytes()), "E_DEPTH");
    assert_eq!(
        code(format!("filters:\n  a: {}1{}\n", "[".repeat(500), "]".repeat(500)).as_bytes()),
        "E_DEPTH"
    );
    let nested: Vec<String> = (1..100).map(|i| format!("{}a:", " ".repeat(i))).collect();
    assert_eq!(code(format!("filters:\n{}\n", nested.join("\n")).as_bytes()), "E_DEPTH");
    assert_eq!(code("Filter: ON PK Fc 100 Hz Gain 1 dB Q 1\n".repeat(600).as_bytes()), "E_TOO_MANY");
    assert_eq!(code(format!("GraphicEQ: {}", "20 1; ".repeat(70_000)).as_bytes()), "E_TOO_MANY");
    assert_eq!(code("filters:\n  a: &x 1\n".as_bytes()), "E_YAML");
    assert_eq!(code("1 nan\n2 3\n".as_bytes()), "E_NONFINITE");
    assert_eq!(code("1 1e999\n2 3\n".as_bytes()), "E_NONFINITE");
    assert_eq!(code("20,5,85,3\n25,0,85,1\n".as_bytes()), "E_COLUMN_COUNT");
    assert_eq!(code("frequency,equalization\n20,1\n".as_bytes()), "E_NO_RAW");
    assert_eq!(code("GraphicEQ: 20 1 2; 30 1".as_bytes()), "E_GEQ_PAIR");
    assert_eq!(code("Filter 1: OFF PK\n".as_bytes()), "E_NO_FILTERS");
    let mut torn = wave();
    torn.truncate(torn.len() - 3);
    assert_eq!(code(&torn), "E_WAV_TRUNCATED");
    let mut surround = wave();
    surround[22] = 14;
    assert_eq!(code(&surround), "E_CHANNELS");
}

#[test]
fn a_million_bad_lines_are_answered_with_a_few_hundred_warnings() {
    let text = "Preamp: -1 dB\n".to_owned() + &"Filter: x\n".repeat(1_000_000);
    let import = read(text.as_bytes(), Reading::default()).unwrap();
    assert!(import.warnings.len() < 300, "{}", import.warnings.len());
    assert!(import.warnings.last().unwrap().what.contains("999800 more"), "{:?}", import.warnings.last());
}
