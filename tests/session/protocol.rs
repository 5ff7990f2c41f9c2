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
