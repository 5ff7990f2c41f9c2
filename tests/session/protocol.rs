//! What is printed unasked agrees with what was answered before it.

use std::thread::sleep;
use std::time::Duration;

use crate::program::Room;
use crate::running::Headless;

#[test]
fn the_line_of_every_second_shows_the_state_after_the_commands_before_it() {
    let mut live = Headless::start(&Room::new(), "--output null --input demo");
    live.snapshot();
    // Commands all the time: some fall into the moment in which the line of the second is due.
    let (mut asked, mut obeyed, mut shown) = (60.0, None, 0);
    while shown < 3 {
        asked += 0.125;
        live.write(&format!("set level {asked}"));
        let said = live.next();
        if said.get("seconds").is_some() {
            shown += 1;
            if let Some(level) = obeyed {
                assert_eq!(said["level_db_spl"].as_f64(), Some(level), "line {shown}");
            }
            live.next();
        }
        obeyed = Some(asked);
        sleep(Duration::from_millis(3));
    }
    live.quit();
}

#[test]
fn bypass_and_undo_bring_back_the_same_device_with_the_same_seal() {
    let mut live =
        Headless::start(&Room::new(), "--output null --input demo --device iem-silicone --seal 25");
    let slot = |live: &mut Headless| {
        let now = live.snapshot();
        let [device, before, seal] = ["device", "before", "seal_pct"].map(|key| now["slots"][0][key].clone());
        (device.as_str().unwrap().to_owned(), before.as_str().unwrap_or("").to_owned(), seal[0].as_f64())
    };
    let sealed = ("iem-silicone".to_owned(), "reference".to_owned(), Some(25.0));
    for way in ["bypass", "undo"] {
        live.say("bypass").unwrap();
        let bypassed = slot(&mut live);
        assert_eq!((&*bypassed.0, &*bypassed.1), ("reference", "iem-silicone"));
        live.say(way).unwrap();
        assert_eq!(slot(&mut live), sealed, "{way}");
    }
    live.say("undo").unwrap();
    assert_eq!(slot(&mut live).0, "reference", "and forth");
    live.say("b").unwrap();
    let refused = live.say("undo").unwrap_err();
    assert!(refused.contains("slot B held nothing before: load a device"), "{refused}");
    live.quit();
}
