//! Small files of every format, read by hand.

use super::super::{Band, BandKind};
use super::*;

fn import(text: &str) -> Import {
    read(text.as_bytes(), Reading::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn codes(import: &Import) -> Vec<(&str, Option<usize>)> {
    import.warnings.iter().map(|warning| (warning.code, warning.line)).collect()
}

fn bands(import: &Import) -> Vec<Band> {
    match &import.content {
        Content::Filters { left, right: None } => left.bands.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn marks_in_frequencies_are_thousands_where_that_is_heard_and_decimals_elsewhere() {
    for (text, hz, is_warned) in [
        ("63,8", 63.8, false),
        ("1.000", 1000.0, true),
        ("1,000", 1000.0, true),
        ("105.000", 105.0, true),
        ("45.80", 45.8, false),
        ("0.500", 0.5, true),
        ("1,234.5", 1234.5, true),
        ("1.234,5", 1234.5, true),
        ("12\u{a0}500", 12_500.0, false),
        ("1e3", 1000.0, false),
    ] {
        let import = import(&format!("Filter 1: ON PK Fc {text} Hz Gain -5,0 dB Q 8,06\n"));
        let band = bands(&import)[0];
        assert_eq!((band.freq_hz, band.gain_db, band.q), (hz, Some(-5.0), Some(8.06)), "{text}");
        assert_eq!(codes(&import) == [("W_THOUSANDS", Some(1))], is_warned, "{text}: {:?}", codes(&import));
    }
}

#[test]
fn a_filter_line_may_be_padded_unnumbered_torn_or_off() {
    let text = "\u{feff}Room EQ V5.31\r\nDated: today\r\nFilter  1: ON  PK       Fc   45.80 Hz  Gain   3.00 dB  Q  1.000\r\n\
                Filter: ON Modal Fc 60 Hz Gain -3 dB Q 4 T60 target 300 ms\rFilter 9: ON  None\n# Filter 2: ON PK Fc 1 Hz\n\
                Filter 3: OFF PK Fc 9 Hz Gain 1 dB Q 1\nFilter 4: ON NO Fc 50 Hz\nFilter 5: ON HP Fc 20 Hz\nFilter 6: ON PK Fc 12";
    let import = import(text);
    assert_eq!(import.format, Format::RewFilters);
    let read: Vec<_> = bands(&import).iter().map(|b| (b.kind, b.freq_hz, b.q.unwrap())).collect();
    let root = std::f64::consts::FRAC_1_SQRT_2;
    let want = [
        (BandKind::Peak, 45.8, 1.0),
        (BandKind::Peak, 60.0, 4.0),
        (BandKind::Notch, 50.0, 30.0),
        (BandKind::HighPass, 20.0, root),
    ];
    assert_eq!(read, want);
    assert_eq!(codes(&import), [("W_FILTER_INCOMPLETE", Some(10))]);
}

#[test]
fn a_measurement_is_sorted_merged_and_read_whatever_separates_it() {
    for text in [
        "20\t1\n1000\t3\n10000\t5\n",
        "* x\n\"y\"\nf [Hz],NAN-6\n20 1 -90\n1000 3 -90\n10000 5 -90\n",
        "20, 1, 0\n1000, 3, 0\n10000, 5, 0\n",
        "20;1,0\n1000;3,0\n10000;5,0\n",
        "20\t1,0\n1000\t3,0\n10000\t5,0\n",
        "10000 5\n1000 2\n0 99\n1000 4\n20 1\n",
        "frequency,target,raw\n20,9,1\n1000,9,3\n10000,9,5\n",
    ] {
        let Content::Points(points) = import(text).content else { panic!("{text}") };
        assert_eq!(points, [[20.0, 1.0], [1000.0, 3.0], [10_000.0, 5.0]], "{text}");
    }
    let unsorted = import("10000 5\n1000 2\n1000 4\n20 1\n");
    assert_eq!(codes(&unsorted), [("W_UNSORTED", None), ("W_DUPLICATE", None)]);
    assert_eq!(codes(&import("200 1\n5000 2\n")), [("W_COVERAGE", None)]);
}

#[test]
fn camilladsp_follows_its_pipeline_and_refuses_what_expands() {
    let text = "title: \"T\"\nfilters:\n  g: {type: Gain, parameters: {gain: 0.5, scale: linear}}\n  p:\n    type: Biquad\n    \
                parameters:\n      type: Peaking\n      freq: 1000\n      bandwidth: 1\n      gain: -3 # dB\n  unused:\n    type: Biquad\n    \
                parameters: {type: Notch, freq: 50, q: 10}\n  lr:\n    type: BiquadCombo\n    parameters: {type: LinkwitzRileyHighpass, freq: 30, order: 4}\n\
                pipeline:\n- type: Filter\n  channel: 0\n  names:\n    - g\n    - p\n    - p\n- type: Mixer\n  name: m\n- type: Filter\n  channels: [1]\n  names: [lr]\n";
    let import = import(text);
    assert_eq!(import.title.as_deref(), Some("T"));
    let Content::Filters { left, right: Some(right) } = &import.content else { panic!("{import:?}") };
    assert!((left.gain_db + 6.0206).abs() < 1e-4);
    assert_eq!(left.bands.iter().map(|b| b.bandwidth_oct).collect::<Vec<_>>(), [Some(1.0); 2]);
    let qs: Vec<f64> = right.bands.iter().map(|b| b.q.unwrap()).collect();
    assert!(
        qs.len() == 2 && qs.iter().all(|q| (q - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-12),
        "{qs:?}"
    );
    assert_eq!(import.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["W_UNSUPPORTED"]);
    for bad in [
        "filters: &a\n  b: 1\n",
        "filters:\n  a: *b\n",
        "filters:\n  a: !x 1\n",
        "filters:\n  a: [1, 2\n",
        "filters:\n\tb: 1\n",
    ] {
        let refusal = read(bad.as_bytes(), Reading::default()).unwrap_err();
        assert_eq!(refusal.code, "E_YAML", "{bad}: {refusal}");
    }
}

#[test]
fn easyeffects_counts_only_bands_that_are_on_and_says_which_are_approximate() {
    let band = |extra: &str| {
        format!("{{\"frequency\": 100.0, \"gain\": 3.0, \"q\": 1.0, \"type\": \"Bell\"{extra}}}")
    };
    let text = format!(
        "{{\"input\": {{\"equalizer\": {{\"num-bands\": 3, \"input-gain\": \"-2\", \"left\": {{\"band0\": {}, \"band1\": {}, \"band2\": {}, \"band3\": {}}}}}}}}}",
        band(", \"mode\": \"APO (DR)\""),
        band(", \"mute\": true"),
        band(", \"mode\": \"RLC (BT)\""),
        band(""),
    );
    let import = import(&text);
    let Content::Filters { left, right: None } = &import.content else { panic!("{import:?}") };
    assert_eq!((left.gain_db, left.bands.len()), (-2.0, 2));
    assert_eq!(import.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["W_ORDER", "W_LSP_MODE"]);
}

#[test]
fn an_impulse_response_is_read_from_every_sample_format_and_true_stereo_gives_the_direct_paths() {
    let wave = |tag: u16, bits: u16, channels: u16, data: &[u8]| {
        let frame = channels * bits / 8;
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        for word in [tag, channels] {
            file.extend(word.to_le_bytes());
        }
        file.extend(48_000u32.to_le_bytes());
        file.extend((48_000 * u32::from(frame)).to_le_bytes());
        file.extend(frame.to_le_bytes());
        file.extend(bits.to_le_bytes());
        file.extend(b"LIST\x03\0\0\0abc\0data");
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(data);
        file
    };
    for (tag, bits, half) in [
        (1, 16, 16_384i16.to_le_bytes().to_vec()),
        (1, 24, vec![0, 0, 0x40]),
        (1, 32, (1i32 << 30).to_le_bytes().to_vec()),
        (3, 32, 0.5f32.to_le_bytes().to_vec()),
        (3, 64, 0.5f64.to_le_bytes().to_vec()),
    ] {
        let one = read(&wave(tag, bits, 1, &half), Reading::default()).unwrap();
        assert!(
            matches!(&one.content, Content::Impulse { left, right: None, .. } if *left == [0.5]),
            "{one:?}"
        );
    }
    let four: Vec<u8> = [1.0f32, 0.5, 0.25, 0.125].iter().flat_map(|x| x.to_le_bytes()).collect();
    let four = read(&wave(3, 32, 4, &four), Reading::default()).unwrap();
    assert!(
        matches!(&four.content, Content::Impulse { left, right: Some(right), .. } if *left == [1.0] && *right == [0.125])
    );
    assert_eq!(codes(&four), [("W_CROSS", None)]);
}
